import { rename, rm, symlink, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { assertPrecondition } from '../precondition.ts';
import type { ObjectHead, PutOptions } from '../store.ts';
import { formatBlobName, type BlobName } from './blob-name.ts';
import { makeDirectory, pruneDirectories, syncDirectory, syncRemoval } from './durable.ts';
import { errnoOf } from './file-errors.ts';
import { StoreError } from '../store.ts';
import { readPointer, type Layout, type Pointer } from './layout.ts';
import { removeUncounted, type Session } from './session.ts';

export interface Commit {
  key: string;
  /** The finished file, synced, in the session's directory. */
  file: string;
  blob: BlobName;
  if: PutOptions['if'];
}

/** Makes a finished file the version that counts. Call under the lock of the key. */
export async function commitVersion(
  layout: Layout,
  session: Session,
  { key, file, blob, if: wanted }: Commit,
): Promise<ObjectHead> {
  const current = await readPointer(layout, key);
  assertPrecondition(current?.head ?? null, wanted);

  const version = formatBlobName(blob);
  const versions = [version, ...(current ? [basename(current.blobPath)] : [])];
  const intent = await session.begin({ key, versions });
  try {
    await moveInto(file, layout.dataDirectoryOf(key), version);
    await pointTo(layout, session, key, version, current);
  } finally {
    // Whatever happened: the version that counts stays, the others go.
    await removeUncounted(layout, { key, versions });
    await intent.done();
  }
  const { cacheControl: _, ...head } = blob;
  return { key, ...head };
}

/** Call under the lock of the key. */
export async function removeObject(
  layout: Layout,
  session: Session,
  key: string,
  current: Pointer,
): Promise<void> {
  const versions = [basename(current.blobPath)];
  const intent = await session.begin({ key, versions });
  const link = layout.linkOf(key);
  await unlink(link);
  await syncRemoval(dirname(link), layout.root);
  await rm(current.blobPath, { force: true });
  await intent.done();
  await pruneDirectories(dirname(link), layout.root);
  await pruneDirectories(dirname(current.blobPath), layout.data);
}

async function moveInto(file: string, directory: string, name: string): Promise<void> {
  await inDirectory(directory, () => rename(file, join(directory, name)));
  await syncDirectory(directory);
}

async function pointTo(
  layout: Layout,
  session: Session,
  key: string,
  version: string,
  current: Pointer | null,
): Promise<void> {
  const link = layout.linkOf(key);
  const target = layout.targetOf(key, version);
  await inDirectory(dirname(link), async () => {
    if (!current) {
      await symlink(target, link);
      return;
    }
    const fresh = session.newPath();
    await symlink(target, fresh);
    await rename(fresh, link);
  });
  await syncDirectory(dirname(link));
}

/** The directory may be pruned, under another key's lock, between its making and its use. */
async function inDirectory(directory: string, work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await makeDirectory(directory);
      await work();
      return;
    } catch (error) {
      const code = errnoOf(error);
      // Under the lock nobody else makes this key: what exists is a folder, or a foreign file.
      if (code === 'EEXIST') {
        throw new StoreError('invalid_key', 'The key is at once an object and a folder', {
          cause: error,
        });
      }
      if (code !== 'ENOENT' || attempt === 10) throw error;
    }
  }
}
