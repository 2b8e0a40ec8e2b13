import { StoreError } from './store.ts';

/** GCS allows 1024 bytes; the rest is left for the bucket's own prefix. */
const MAX_KEY_BYTES = 900;

/** What every file system can hold as one name, with room for what we append. */
const MAX_PART_BYTES = 200;

/** The directory store keeps its own files under this name, so no store lets a key begin with it. */
export const RESERVED_PART = '.store';

/**
 * The same rules for every store, so that what works on a directory works on a bucket.
 *
 * @throws StoreError `invalid_key`
 */
export function assertKey(key: string): void {
  const why = reasonAgainst(key);
  if (why) throw new StoreError('invalid_key', `The object key ${why}`);
}

/** A prefix may end anywhere, also inside a part, and be empty. */
export function assertPrefix(prefix: string): void {
  const complete = prefix === '' || prefix.endsWith('/') ? `${prefix}x` : prefix;
  assertKey(complete);
}

function reasonAgainst(key: string): string | null {
  if (key === '') return 'is empty';
  if (!key.isWellFormed()) return 'is not well-formed Unicode';
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) return `is longer than ${MAX_KEY_BYTES} bytes`;
  // Control characters break listings (XML, logs); a backslash is a separator elsewhere.
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f\\]/.test(key)) return 'holds a control character or backslash';
  const parts = key.split('/');
  if (parts[0] === RESERVED_PART) return `begins with ${RESERVED_PART}`;
  for (const part of parts) {
    if (part === '' || part === '.' || part === '..') return 'has an empty, "." or ".." part';
    if (Buffer.byteLength(part) > MAX_PART_BYTES) return 'has an overlong part';
  }
  return null;
}
