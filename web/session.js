// @ts-check

const KEY = 'promptreel.key';
const REVIEWER = 'promptreel.reviewer';

/**
 * An operator's API key. It lives as long as the tab and no longer, so that a shared machine does
 * not keep it. Storage may be forbidden (a sandboxed frame, a private window): then it is not kept.
 */
export function storedKey() {
  return read(() => sessionStorage, KEY);
}

/** @param {string | null} key */
export function keepKey(key) {
  write(() => sessionStorage, KEY, key);
}

/** The name a reviewer last signed with. */
export function storedReviewer() {
  return read(() => localStorage, REVIEWER);
}

/** @param {string} name */
export function keepReviewer(name) {
  write(() => localStorage, REVIEWER, name);
}

/**
 * Headers for a call under `/v1`.
 *
 * @param {string | null} key
 * @returns {Record<string, string>}
 */
export function authorization(key) {
  return key ? { Authorization: `Bearer ${key}` } : {};
}

/**
 * The same file on the host this page came from. Absolute URLs in a video carry the deployment's
 * public address; a page opened under another name of that host (`localhost`, a tunnel) could not
 * load them under its own content policy.
 *
 * @param {string} url
 */
export function here(url) {
  const { pathname, search } = new URL(url, location.href);
  return pathname + search;
}

/**
 * @param {() => Storage} storage
 * @param {string} name
 */
function read(storage, name) {
  try {
    return storage().getItem(name);
  } catch {
    return null;
  }
}

/**
 * @param {() => Storage} storage
 * @param {string} name
 * @param {string | null} value
 */
function write(storage, name, value) {
  try {
    if (value === null) storage().removeItem(name);
    else storage().setItem(name, value);
  } catch {
    // Not kept: the person is asked again next time.
  }
}
