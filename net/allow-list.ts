/** Answers whether `host:port` was configured, whatever address the name has. */
export type AllowList = (url: URL) => boolean;

/**
 * @param entries `host:port`, IPv6 in brackets (`[::1]:8000`). The port is required: an entry opens one
 *   service, not a machine.
 * @throws TypeError for an entry without host or port
 */
export function createAllowList(entries: readonly string[]): AllowList {
  const allowed = new Set(entries.map(normalize));
  return (url) => allowed.has(hostAndPort(url));
}

/** The effective `host:port` of a URL, with the scheme's own port filled in. */
function hostAndPort(url: URL): string {
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
}

function normalize(entry: string): string {
  const match = /^(.+):(\d{1,5})$/.exec(entry.trim());
  // Through URL, so that an entry is spelled the way the hosts of requests will be.
  const url = match && URL.parse(`http://${match[1]}:${match[2]}/`);
  if (!url || url.pathname !== '/' || url.username || url.password) {
    throw new TypeError(`Not an allowed host: "${entry}" (expected host:port)`);
  }
  return hostAndPort(url);
}
