import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32c } from '@node-rs/crc32';
import type { StoredBytes } from '../../domain/renditions/media.ts';

/** A file of a published tree. */
export interface TreeFile extends StoredBytes {
  /** Relative to the tree's root, with forward slashes. */
  path: string;
  contentType: string;
}

export const AUDIO_DIRECTORY = 'audio';

/** Apple HLS authoring 10.1, RFC 8216 §4, the IANA names of the parts. */
const CONTENT_TYPES: Record<string, string> = {
  m3u8: 'application/vnd.apple.mpegurl',
  m4s: 'video/iso.segment',
  mp4: 'video/mp4',
  jpg: 'image/jpeg',
};

export function contentTypeOf(path: string): string {
  // Some casting players choose their decoder by the header's type.
  if (path === `${AUDIO_DIRECTORY}/init.mp4`) return 'audio/mp4';
  return CONTENT_TYPES[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
}

/** CRC32C as it is kept everywhere: eight lowercase hex digits. */
function crc32cOf(bytes: Uint8Array): string {
  return crc32c(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    .toString(16)
    .padStart(8, '0');
}

/** Writes one file of the tree and tells what was written. Directories must exist. */
export async function writeTreeFile(
  root: string,
  path: string,
  content: Uint8Array | string,
): Promise<TreeFile> {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  // Exclusive: a directory that is not fresh holds another attempt's files.
  await writeFile(join(root, path), bytes, { flag: 'wx' });
  return {
    path,
    contentType: contentTypeOf(path),
    bytes: bytes.length,
    crc32c: crc32cOf(bytes),
  };
}
