import type { Request } from 'express';

/**
 * Whether the reader has what it asks for (RFC 9110 §13.1), so that a 304 will do. Express' own test
 * gives up at `Cache-Control: no-cache`, which every `fetch` with a condition sends.
 */
export function readerHas(req: Request, now: { etag: string; modifiedAt?: Date }): boolean {
  const tags = req.get('If-None-Match');
  if (tags !== undefined) {
    const known = tags.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    return known.includes('*') || known.includes(now.etag);
  }
  const since = Date.parse(req.get('If-Modified-Since') ?? '');
  // The header has whole seconds; an unreadable one is NaN, which nothing is before.
  return now.modifiedAt !== undefined && wholeSeconds(now.modifiedAt) <= since;
}

/** Milliseconds since the epoch, as precise as an HTTP date. */
export function wholeSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1_000) * 1_000;
}
