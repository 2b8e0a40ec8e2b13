import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readlink, rm, stat, symlink, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { pruneDirectories } from './durable.ts';
import { errnoOf } from './file-errors.ts';
import { openLock, type FileLock, type WithKeyLock } from './file-locks.ts';
import { readPointer, type Layout } from './layout.ts';

/** What a change is about to leave behind if its process dies in the middle. */
const ChangeIntent = z.object({
  key: z.string(),
  /** Names of versions, of which at most one will count afterwards. */
  versions: z.array(z.string()),
});
export type ChangeIntent = z.infer<typeof ChangeIntent>;

/**
 * A writer's place for unfinished work. It is locked as long as the process lives, so anyone can tell
 * living work from dead without knowing process ids, hosts or clocks.
 */
export interface Session {
  /** Held open by whoever holds the session; it is released with the process. */
  lock: FileLock;
  newPath: () => string;
  /** Remembers the intent until `done`. */
  begin: (intent: ChangeIntent) => Promise<{ done: () => Promise<void> }>;
}

const LOCK_SUFFIX = '.lock';
const INTENT_SUFFIX = '.intent';

/** A lock file without its directory is either just being made or left over. */
const LONE_LOCK_MS = 60 * 60 * 1000;

export async function openSession(layout: Layout): Promise<Session> {
  const id = randomBytes(8).toString('hex');
  const directory = join(layout.tmp, id);
  const lock = openLock(`${directory}${LOCK_SUFFIX}`);
  // Locked before the directory exists: a sweeper looks only at directories.
  if (!lock.tryAcquire()) throw new Error('A new lock is already taken');
  await mkdir(directory);
  let count = 0;
  const newPath = (): string => join(directory, String((count += 1)));
  return {
    lock,
    newPath,
    async begin(intent) {
      // A link is the smallest file that appears with its content in one step.
      const path = `${newPath()}${INTENT_SUFFIX}`;
      await symlink(JSON.stringify(intent), path);
      return { done: () => unlink(path) };
    },
  };
}

/** Removes what dead writers left: their temporary files, and versions that no link counts. */
export async function sweepSessions(layout: Layout, withKeyLock: WithKeyLock): Promise<void> {
  const entries = await readdir(layout.tmp, { withFileTypes: true });
  const sessions = new Set(entries.filter((entry) => entry.isDirectory()).map(({ name }) => name));
  for (const name of sessions) await sweepSession(layout, withKeyLock, join(layout.tmp, name));
  for (const { name } of entries) {
    const lone = name.endsWith(LOCK_SUFFIX) && !sessions.has(name.slice(0, -LOCK_SUFFIX.length));
    if (lone) await removeLoneLock(join(layout.tmp, name));
  }
}

async function sweepSession(
  layout: Layout,
  withKeyLock: WithKeyLock,
  directory: string,
): Promise<void> {
  const lock = openLock(`${directory}${LOCK_SUFFIX}`);
  try {
    if (!lock.tryAcquire()) return;
    for (const name of await readdir(directory)) {
      if (!name.endsWith(INTENT_SUFFIX)) continue;
      const intent = ChangeIntent.parse(JSON.parse(await readlink(join(directory, name))));
      await withKeyLock(intent.key, () => removeUncounted(layout, intent));
    }
    await rm(directory, { recursive: true, force: true });
    await rm(`${directory}${LOCK_SUFFIX}`, { force: true });
  } catch (error) {
    // Another sweeper was faster.
    if (errnoOf(error) !== 'ENOENT') throw error;
  } finally {
    lock.close();
  }
}

/** Call under the lock of the key. */
export async function removeUncounted(layout: Layout, intent: ChangeIntent): Promise<void> {
  const counted = await readPointer(layout, intent.key);
  for (const version of intent.versions) {
    const path = join(layout.dataDirectoryOf(intent.key), version);
    if (path !== counted?.blobPath) await rm(path, { force: true });
  }
  if (counted) return;
  await pruneDirectories(layout.dataDirectoryOf(intent.key), layout.data);
  await pruneDirectories(dirname(layout.linkOf(intent.key)), layout.root);
}

async function removeLoneLock(path: string): Promise<void> {
  const info = await stat(path).catch(() => null);
  if (info && Date.now() - info.mtimeMs > LONE_LOCK_MS) await rm(path, { force: true });
}
