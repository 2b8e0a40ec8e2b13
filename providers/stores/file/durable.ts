import { mkdir, open, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from './file-errors.ts';

/** Makes renames, links and removals inside a directory survive a power cut. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** After a removal: where others have pruned the directory meanwhile, what counts is above it. */
export async function syncRemoval(path: string, root: string): Promise<void> {
  for (let directory = path; ; directory = dirname(directory)) {
    try {
      await syncDirectory(directory);
      return;
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT' || directory === root) throw error;
    }
  }
}

/** Like `mkdir -p`; what had to be created survives a power cut. */
export async function makeDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; ; made = dirname(made)) {
    await syncDirectory(dirname(made));
    if (made === first) return;
  }
}

/** Removes a directory and its parents while they are empty, up to and without `root`. */
export async function pruneDirectories(path: string, root: string): Promise<void> {
  for (let empty = path; empty !== root; empty = dirname(empty)) {
    try {
      await rmdir(empty);
    } catch {
      // Not empty, or someone was faster: both mean that there is nothing left to do.
      return;
    }
  }
}
