import { NetError } from './net-error.ts';

const FOLLOWED: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Say nothing about who asks, so they may go along to another origin. */
const HARMLESS_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'range',
  'user-agent',
]);

export interface RedirectOptions {
  from: URL;
  method: string;
  status: number;
  location: string | undefined;
  isAllowed: (url: URL) => boolean;
}

/**
 * Where a response sends us, or null when it is no redirect.
 *
 * @throws NetError `redirect_refused`
 */
export function redirectTarget(options: RedirectOptions): URL | null {
  const { from, method, status, location, isAllowed } = options;
  if (!FOLLOWED.has(status)) return null;
  const refuse = (why: string): NetError =>
    new NetError('redirect_refused', `${from.host} redirects ${why}`, { sent: 'maybe' });

  // Repeating a request with effects elsewhere could buy twice, and no known API asks for it.
  if (method !== 'GET' && method !== 'HEAD') throw refuse(`a ${method}`);
  const to = location === undefined ? null : URL.parse(location, from.href);
  if (!to) throw refuse('to nowhere');
  if (to.protocol !== 'https:' && to.protocol !== 'http:') throw refuse('out of the web');
  if (to.username || to.password) throw refuse('with credentials in the URL');
  if (from.protocol === 'https:' && to.protocol === 'http:') throw refuse('from https to http');
  // The allow-list says what *we* may call inside. A stranger must not be able to point us there.
  if (isAllowed(to) && !isAllowed(from)) throw refuse(`to ${to.host}`);
  return to;
}

/**
 * Headers for the next hop. Across origins only harmless ones are kept, not all but `authorization`:
 * every provider has its own name for the header with the key.
 */
export function headersForHop(
  headers: Record<string, string>,
  from: URL,
  to: URL,
): Record<string, string> {
  if (from.origin === to.origin) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => HARMLESS_HEADERS.has(name)));
}
