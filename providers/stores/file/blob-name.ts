import { randomBytes } from 'node:crypto';
import type { ObjectHead } from '../store.ts';

/** Everything that is known of a version, and thereby written with it in one atomic step. */
export interface BlobName extends Omit<ObjectHead, 'key'> {
  cacheControl: string | null;
}

/** Escaped by encodeURIComponent, hence never inside a field. */
const SEPARATOR = '@';

/** A file name has 255 bytes; the fixed fields need up to 60. */
const MAX_ENCODED_METADATA = 190;

/** Milliseconds since 1970, then 48 random bits: never repeated, also not after a deletion. */
export function newGeneration(now = Date.now()): string {
  return `${String(now).padStart(13, '0')}-${randomBytes(6).toString('hex')}`;
}

/** @throws RangeError when content type and cache control do not fit into a file name */
export function assertMetadataFits(contentType: string, cacheControl: string | null): void {
  if (encodeURIComponent(contentType + (cacheControl ?? '')).length > MAX_ENCODED_METADATA) {
    throw new RangeError('contentType and cacheControl are too long to be kept');
  }
}

export function formatBlobName(blob: Omit<BlobName, 'updatedAt'>): string {
  const metadata = [blob.contentType, blob.cacheControl ?? ''].map(encodeURIComponent);
  return [blob.generation, blob.bytes, blob.crc32c, ...metadata].join(SEPARATOR);
}

/** Null for a name that this store did not make. */
export function parseBlobName(name: string): BlobName | null {
  const [generation = '', bytes = '', crc32c = '', type, cache] = name.split(SEPARATOR);
  if (type === undefined || cache === undefined) return null;
  if (!/^\d{13}-[0-9a-f]{12}$/.test(generation)) return null;
  if (!/^\d+$/.test(bytes) || !/^[0-9a-f]{8}$/.test(crc32c)) return null;
  return {
    generation,
    bytes: Number(bytes),
    crc32c,
    contentType: decodeURIComponent(type),
    cacheControl: cache === '' ? null : decodeURIComponent(cache),
    updatedAt: new Date(Number(generation.slice(0, 13))),
  };
}
