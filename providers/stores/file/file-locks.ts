import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from '../store.ts';

/** Keys share locks by hash. Work under a lock takes milliseconds, so a few serve all keys. */
const SHARDS = 64;

/** Far beyond any work under a lock: whoever waits longer meets a broken disk. */
const MAX_WAIT_MS = 30_000;

const SQLITE_BUSY = 5;

/**
 * A lock between processes that the kernel releases when its holder dies. Node has no `flock`, and lock
 * files with owners in them go stale, so this is SQLite's own file lock on a file that stays empty: no
 * data is ever written to it.
 */
export interface FileLock {
  /** False while anyone else holds it, in this process or another. */
  tryAcquire: () => boolean;
  release: () => void;
  close: () => void;
}

/** Creates the file when it is missing. */
export function openLock(path: string): FileLock {
  const database = new DatabaseSync(path, { timeout: 0 });
  // Otherwise a journal file is made with every lock, and left behind by a holder that is killed.
  database.exec('PRAGMA journal_mode = MEMORY');
  return {
    tryAcquire() {
      try {
        database.exec('BEGIN IMMEDIATE');
        return true;
      } catch (error) {
        if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) {
          return false;
        }
        throw error;
      }
    },
    // ROLLBACK, because COMMIT would write a first page.
    release: () => database.exec('ROLLBACK'),
    close: () => database.close(),
  };
}

/** Runs work on a key while nobody else, in any process, works on the same key. */
export type WithKeyLock = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** @param directory must exist */
export function openKeyLocks(directory: string): WithKeyLock {
  const locks = new Map<string, FileLock>();
  /** One connection holds a lock once, so work in this process queues here first. */
  const queues = new Map<string, Promise<unknown>>();

  return async (key, work) => {
    const digest = createHash('sha256').update(key).digest();
    const shard = (digest.readUInt8(0) % SHARDS).toString(16).padStart(2, '0');
    const turn = (queues.get(shard) ?? Promise.resolve()).then(async () => {
      const lock = locks.get(shard) ?? openLock(join(directory, `${shard}.lock`));
      locks.set(shard, lock);
      await acquire(lock);
      try {
        return await work();
      } finally {
        lock.release();
      }
    });
    queues.set(
      shard,
      turn.catch(() => {}),
    );
    return turn;
  };
}

async function acquire(lock: FileLock): Promise<void> {
  const giveUpAt = performance.now() + MAX_WAIT_MS;
  for (let pause = 1; !lock.tryAcquire(); pause = Math.min(pause * 2, 20)) {
    if (performance.now() > giveUpAt) {
      throw new StoreError('unavailable', 'The lock of an object is held for too long');
    }
    // Spread, or processes that started together would keep colliding.
    await sleep(pause * (0.5 + Math.random()));
  }
}
