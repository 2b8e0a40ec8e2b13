import { link, mkdir, open, rm, stat, writeFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { meter } from '../metered.ts';
import { assertKey, assertPrefix } from '../object-key.ts';
import { assertPrecondition, preconditionFailed } from '../precondition.ts';
import { StoreError, type ObjectHead, type ObjectStore, type PutOptions } from '../store.ts';
import { toReadable, writeOut } from '../transfer.ts';
import { assertMetadataFits, newGeneration } from './blob-name.ts';
import { commitVersion, removeObject } from './commit.ts';
import { errnoOf, toStoreError } from './file-errors.ts';
import { openFolders } from './folders.ts';
import { openKeyLocks, type WithKeyLock } from './file-locks.ts';
import { layoutOf, readPointer, type Layout, type Pointer } from './layout.ts';
import { listKeys, listObjects } from './list.ts';
import { readObject } from './read.ts';
import { openSession, sweepSessions, type Session } from './session.ts';

/** How often a store that keeps writing looks for what others left when they died. */
const SWEEP_EVERY_MS = 10 * 60 * 1000;

/** What writing needs; made at the first write, so that reading needs no right to write. */
interface Writer {
  session: Session;
  withKeyLock: WithKeyLock;
}

/**
 * Objects in a directory. Any number of processes may use the same one; any of them may be killed at any
 * moment. The file system must have hard and symbolic links.
 *
 * @param root absolute path; made at the first write
 */
export function createFileStore({ root }: { root: string }): ObjectStore {
  const layout = layoutOf(root);
  const writer = lazyWriter(layout);
  const folders = openFolders(root);

  return {
    put: (key, body, options) => {
      const source = toReadable(body);
      return guard(() => put(layout, writer, key, source, options)).finally(() => source.destroy());
    },
    head: (key) =>
      guard(async () => {
        assertKey(key);
        return (await readPointer(layout, key))?.head ?? null;
      }),
    get: (key, options = {}) =>
      guard(async () => {
        assertKey(key);
        return readObject(layout, key, options);
      }),
    copy: (from, to, options) => guard(() => copy(layout, writer, from, to, options)),
    list: (prefix, { limit, after = '' }) =>
      guard(async () => {
        assertPrefix(prefix);
        return listObjects(layout, folders, { prefix, after, limit });
      }),
    keys: (prefix, { limit, after = '' }) =>
      guard(async () => {
        assertPrefix(prefix);
        return listKeys(folders, { prefix, after, limit });
      }),
    delete: (key, options = {}) => guard(() => remove(layout, writer, key, options.ifGeneration)),
    // A path is no URL, and a file is served by whoever knows who may read it.
    signedUrl: async () => null,
    check: () => check(writer),
  };
}

/** Our errors, aborts and the errors of bodies pass; those of the file system are translated. */
async function guard<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? toStoreError(error) : error;
  }
}

function lazyWriter(layout: Layout): () => Promise<Writer> {
  let opening: Promise<Writer> | undefined;
  let sweptAt = 0;
  return async () => {
    opening ??= openWriter(layout);
    // A failure (a full disk, a missing right) must not stick to the process.
    const writer = await opening.catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    if (Date.now() - sweptAt > SWEEP_EVERY_MS) {
      sweptAt = Date.now();
      await sweepSessions(layout, writer.withKeyLock);
    }
    return writer;
  };
}

async function openWriter(layout: Layout): Promise<Writer> {
  for (const directory of [layout.data, layout.tmp, layout.locks]) {
    await mkdir(directory, { recursive: true });
  }
  return { session: await openSession(layout), withKeyLock: openKeyLocks(layout.locks) };
}

async function put(
  layout: Layout,
  writer: () => Promise<Writer>,
  key: string,
  source: Readable,
  options: PutOptions,
): Promise<ObjectHead> {
  const { contentType, cacheControl = null, signal } = options;
  assertKey(key);
  assertMetadataFits(contentType, cacheControl);
  signal?.throwIfAborted();
  const { session, withKeyLock } = await writer();
  // Only to fail before the bytes are moved; what counts is the same check under the lock.
  assertPrecondition((await readPointer(layout, key))?.head ?? null, options.if);

  const file = session.newPath();
  try {
    const received = meter({ maxBytes: options.maxBytes, expect: { crc32c: options.crc32c } });
    // Read-only, because people find these files through the links and may open them in an editor.
    const handle = await open(file, 'wx', 0o444);
    await writeOut({
      body: source,
      through: received.stream,
      to: handle.createWriteStream({ flush: true }),
      signal,
      explain: toStoreError,
    });
    return await withKeyLock(key, () => {
      signal?.throwIfAborted();
      const now = Date.now();
      const blob = {
        generation: newGeneration(now),
        bytes: received.bytes(),
        crc32c: received.crc32c(),
        contentType,
        cacheControl,
        updatedAt: new Date(now),
      };
      return commitVersion(layout, session, { key, file, blob, if: options.if });
    });
  } finally {
    await rm(file, { force: true });
  }
}

async function copy(
  layout: Layout,
  writer: () => Promise<Writer>,
  from: string,
  to: string,
  options: { if: 'absent'; signal?: AbortSignal },
): Promise<ObjectHead> {
  assertKey(from);
  assertKey(to);
  options.signal?.throwIfAborted();
  const { session, withKeyLock } = await writer();
  const file = session.newPath();
  try {
    const source = await linkVersion(layout, from, file);
    if ((await stat(file)).size !== source.head.bytes) {
      throw new StoreError('checksum_mismatch', 'The source of a copy is damaged');
    }
    return await withKeyLock(to, () => {
      const now = Date.now();
      const { key: _, ...head } = source.head;
      const { cacheControl } = source;
      const updatedAt = new Date(now);
      const blob = { ...head, cacheControl, generation: newGeneration(now), updatedAt };
      return commitVersion(layout, session, { key: to, file, blob, if: options.if });
    });
  } finally {
    await rm(file, { force: true });
  }
}

/** Versions never change, so a second name for the same bytes is a copy, and costs no space. */
async function linkVersion(layout: Layout, key: string, file: string): Promise<Pointer> {
  for (;;) {
    const pointer = await readPointer(layout, key);
    if (!pointer) throw preconditionFailed();
    try {
      await link(pointer.blobPath, file);
      return pointer;
    } catch (error) {
      // Replaced between the two steps, or else lost.
      if (errnoOf(error) !== 'ENOENT') throw error;
      const again = await readPointer(layout, key);
      if (again?.blobPath === pointer.blobPath) throw error;
    }
  }
}

async function remove(
  layout: Layout,
  writer: () => Promise<Writer>,
  key: string,
  ifGeneration: string | undefined,
): Promise<boolean> {
  assertKey(key);
  const { session, withKeyLock } = await writer();
  return withKeyLock(key, async () => {
    const current = await readPointer(layout, key);
    if (!current) return false;
    if (ifGeneration !== undefined) {
      assertPrecondition(current.head, { generation: ifGeneration });
    }
    await removeObject(layout, session, key, current);
    return true;
  });
}

async function check(writer: () => Promise<Writer>): Promise<void> {
  try {
    const { session } = await writer();
    const probe = session.newPath();
    await writeFile(probe, 'x', { flush: true });
    await rm(probe);
  } catch (cause) {
    throw new StoreError('unavailable', 'The directory of the object store cannot be written', {
      cause,
    });
  }
}
