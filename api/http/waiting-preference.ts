import type { Request } from 'express';

/** Seconds: below what proxies commonly cut a silent request at. */
export const LONGEST_WAIT = 120;

/** Seconds of `Prefer: wait=N` (RFC 7240 §4.3), cut to {@link LONGEST_WAIT}; null without one. */
export function preferredWait(req: Request): number | null {
  const preferences = (req.get('Prefer') ?? '').split(/[,;]/);
  for (const preference of preferences) {
    const seconds = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*$/i.exec(preference)?.[1];
    if (seconds !== undefined) return Math.min(Number(seconds), LONGEST_WAIT);
  }
  return null;
}
