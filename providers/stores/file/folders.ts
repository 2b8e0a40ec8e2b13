import type { Dirent } from 'node:fs';
import { opendir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { RESERVED_PART } from '../object-key.ts';
import { errnoOf } from './file-errors.ts';
import { sortKeys } from './key-order.ts';

/** What is in a folder, in the order of keys: objects by name, folders with a slash at the end. */
export type ReadFolder = (folder: string) => Promise<readonly string[]>;

/** Names kept over all folders: some 20 MB. */
const KEPT_NAMES = 200_000;
/** A directory that was changed a moment ago may change again within the same tick of its clock. */
const SETTLED_MS = 2_000;
/** From this size on the names are read in pieces: 10⁵ at once would stop everything else. */
const LARGE_BYTES = 100_000;
const PIECE = 2_000;

/**
 * Reads a folder once for as long as it does not change, so that pages of a long listing cost what they
 * show and not what is there.
 */
export function openFolders(root: string): ReadFolder {
  const known = new LRUCache<string, { changed: bigint; names: readonly string[] }>({
    maxSize: KEPT_NAMES,
    sizeCalculation: ({ names }) => names.length + 1,
  });

  return async (folder) => {
    const path = join(root, folder);
    try {
      const { mtimeNs, mtimeMs, size } = await stat(path, { bigint: true });
      const standing = known.get(folder);
      if (standing?.changed === mtimeNs) return standing.names;
      const settled = Date.now() - Number(mtimeMs) > SETTLED_MS;
      const names = await sortKeys(await namesIn(path, folder, size > LARGE_BYTES));
      if (settled) known.set(folder, { changed: mtimeNs, names });
      return names;
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return [];
      throw error;
    }
  };
}

async function namesIn(path: string, folder: string, large: boolean): Promise<string[]> {
  const names: string[] = [];
  const take = (entry: Dirent): void => {
    if (folder === '' && entry.name === RESERVED_PART) return;
    if (entry.isDirectory()) names.push(`${entry.name}/`);
    else if (entry.isSymbolicLink()) names.push(entry.name);
  };
  if (large) for await (const entry of await opendir(path, { bufferSize: PIECE })) take(entry);
  else for (const entry of await readdir(path, { withFileTypes: true })) take(entry);
  return names;
}
