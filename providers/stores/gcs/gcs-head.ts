import type { FileMetadata } from '@google-cloud/storage';
import { StoreError, type ObjectHead } from '../store.ts';

/**
 * Custom metadata with the id of the write that made an object. A conditional create whose answer was
 * lost is repeated and then refused because of itself; by this it knows itself again.
 */
export const WRITE_ID = 'promptreel-write';

/** @throws StoreError `unavailable` for objects without a CRC32C, which no upload of ours makes */
export function toHead(key: string, metadata: FileMetadata): ObjectHead {
  const { crc32c, generation, updated } = metadata;
  if (!crc32c || generation === undefined) {
    throw new StoreError('unavailable', 'The bucket described an object incompletely');
  }
  return {
    key,
    bytes: Number(metadata.size ?? 0),
    crc32c: Buffer.from(crc32c, 'base64').toString('hex'),
    contentType: metadata.contentType ?? 'application/octet-stream',
    generation: String(generation),
    updatedAt: new Date(updated ?? 0),
  };
}

/** As GCS writes it: base64 of the four bytes, big-endian. */
export function base64Crc32c(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}
