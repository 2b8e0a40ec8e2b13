import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';

/** The key that a request carries; null when it carries none. */
export function bearerOf(req: Request): string | null {
  return /^Bearer +(\S+)$/i.exec(req.get('Authorization') ?? '')?.[1] ?? null;
}

/** In constant time: how long it takes tells nothing about either. Hashed, for equal lengths. */
export function sameKey(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
