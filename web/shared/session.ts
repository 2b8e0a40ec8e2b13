const KEY = 'promptreel.key';
const REVIEWER = 'promptreel.reviewer';

/**
 * An operator's API key. It lives as long as the tab and no longer, so that a shared machine does
 * not keep it. Storage may be forbidden (a sandboxed frame, a private window): then it is not kept.
 */
export const storedKey = (): string | null => read(() => sessionStorage, KEY);
export const keepKey = (key: string | null): void => write(() => sessionStorage, KEY, key);

/** The name a reviewer last signed with. */
export const storedReviewer = (): string | null => read(() => localStorage, REVIEWER);
export const keepReviewer = (name: string): void => write(() => localStorage, REVIEWER, name);

function read(storage: () => Storage, name: string): string | null {
  try {
    return storage().getItem(name);
  } catch {
    return null;
  }
}

function write(storage: () => Storage, name: string, value: string | null): void {
  try {
    if (value === null) storage().removeItem(name);
    else storage().setItem(name, value);
  } catch {
    // Not kept: the person is asked again next time.
  }
}
