import { readlink } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { ObjectHead } from '../store.ts';
import { RESERVED_PART } from '../object-key.ts';
import { parseBlobName, type BlobName } from './blob-name.ts';
import { errnoOf } from './file-errors.ts';

/**
 * Where things are under the root of a directory store:
 *
 *     default/vid_1/takes/0/clip.mp4  →  a symbolic link to the version that counts
 *     .store/data/default/vid_1/takes/0/<version>   the bytes; size, checksum, type are in the name
 *     .store/tmp/<session>/           what is being written, by one process
 *     .store/locks/                   empty files to lock
 */
export interface Layout {
  root: string;
  data: string;
  tmp: string;
  locks: string;
  linkOf: (key: string) => string;
  /** Directory of a key's versions; it mirrors the key's own. */
  dataDirectoryOf: (key: string) => string;
  /** What the link of a key holds when a version counts: relative, so that the store can be moved. */
  targetOf: (key: string, version: string) => string;
}

/** The version that counts, as its name tells it. */
export interface Pointer {
  head: ObjectHead;
  cacheControl: string | null;
  blobPath: string;
}

export function layoutOf(root: string): Layout {
  const own = join(root, RESERVED_PART);
  const data = join(own, 'data');
  const dataDirectoryOf = (key: string): string => join(data, dirname(key));
  return {
    root,
    data,
    tmp: join(own, 'tmp'),
    locks: join(own, 'locks'),
    linkOf: (key) => join(root, key),
    dataDirectoryOf,
    targetOf: (key, version) =>
      join(relative(dirname(join(root, key)), dataDirectoryOf(key)), version),
  };
}

/** Null when there is no object. One system call: this is all that a head or a list entry costs. */
export async function readPointer(layout: Layout, key: string): Promise<Pointer | null> {
  let target: string;
  try {
    target = await readlink(layout.linkOf(key));
  } catch (error) {
    // EINVAL: a folder, or a file that someone else put there. Neither is an object.
    if (['ENOENT', 'ENOTDIR', 'EINVAL'].includes(errnoOf(error) ?? '')) return null;
    throw error;
  }
  const version = basename(target.replaceAll(sep, '/'));
  const blob = parseBlobName(version);
  // A link to elsewhere is not ours, and must not be followed out of the store.
  if (!blob || target !== layout.targetOf(key, version)) return null;
  return toPointer(key, blob, join(layout.dataDirectoryOf(key), version));
}

function toPointer(key: string, blob: BlobName, blobPath: string): Pointer {
  const { cacheControl, ...rest } = blob;
  return { head: { key, ...rest }, cacheControl, blobPath };
}
