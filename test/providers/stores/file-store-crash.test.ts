import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFileStore } from '../../../providers/stores/file/file-store.ts';
import type { ObjectStore } from '../../../providers/stores/store.ts';

const WRITER = join(import.meta.dirname, 'store-writer.ts');
const TEXT = { contentType: 'text/plain', if: 'absent' } as const;

let root: string;
const children = new Set<ChildProcess>();

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'promptreel-store-'));
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
  await rm(root, { recursive: true, force: true });
});

function start(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [WRITER, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  return child;
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
}

/** Reads every object to its end, which checks its size and checksum. */
async function readEverything(store: ObjectStore): Promise<number> {
  const { objects, more } = await store.list('', { limit: 10_000 });
  expect(more).toBe(false);
  for (const { key } of objects) {
    const got = await store.get(key);
    expect(await buffer(got!.body)).toHaveLength(got!.head.bytes);
  }
  return objects.length;
}

/** Same numbers at every run; xorshift. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

describe('processes that are killed while they write', () => {
  test('leave no half object, no lock, and after the next writer no file of theirs', async () => {
    const random = seeded(20_261_123);
    const bystander = start('churn', root, 'bystander');
    for (let round = 0; round < 12; round += 1) {
      const victim = start('churn', root, `victim-${round}`);
      await once(victim.stdout!, 'data');
      await sleep(random() * 120);
      victim.kill('SIGKILL');
      await once(victim, 'exit');
      await writeOnce(`after/${round}`);
    }
    bystander.kill('SIGKILL');
    await once(bystander, 'exit');

    const store = await writeOnce('after/all');
    expect(await readEverything(store)).toBeGreaterThan(13);
    // One version per object, and nothing in between but the lock of the living writer.
    const { objects } = await store.list('', { limit: 10_000 });
    expect(await filesUnder('.store/data')).toHaveLength(objects.length);
    for (const name of await filesUnder('.store/tmp')) expect(name).toMatch(/\.lock$/);
  });

  /** As a process that starts anew: it clears up what the dead have left. */
  async function writeOnce(key: string): Promise<ObjectStore> {
    const store = createFileStore({ root });
    await store.put(key, Buffer.from('x'), TEXT);
    return store;
  }
});

test('processes that count under generations lose no update', async () => {
  const store = createFileStore({ root });
  await store.put('counter', Buffer.from('0'), TEXT);
  const counters = [
    start('count', root, '60'),
    start('count', root, '60'),
    start('count', root, '60'),
  ];
  const codes = await Promise.all(counters.map(async (child) => (await once(child, 'exit'))[0]));
  expect(codes).toEqual([0, 0, 0]);
  const got = await store.get('counter');
  expect((await buffer(got!.body)).toString()).toBe('180');
});

describe('what lies on the disk', () => {
  test('can be opened under the key itself, by any program', async () => {
    const store = createFileStore({ root });
    await store.put('default/vid_1/takes/0/clip.mp4', Buffer.from('film'), TEXT);
    expect(await readFile(join(root, 'default/vid_1/takes/0/clip.mp4'), 'utf8')).toBe('film');
  });

  test('may be moved as a whole', async () => {
    await createFileStore({ root }).put('a/b', Buffer.from('x'), TEXT);
    expect(await readlink(join(root, 'a/b'))).toMatch(/^\.\.\/\.store\/data\/a\//);
  });

  test('is gone after a deletion, folders included', async () => {
    const store = createFileStore({ root });
    await store.put('default/vid_1/takes/0/clip.mp4', Buffer.from('film'), TEXT);
    await store.delete('default/vid_1/takes/0/clip.mp4');
    expect(await readdir(root)).toEqual(['.store']);
    expect(await readdir(join(root, '.store/data'))).toEqual([]);
  });

  test('is refused when it was damaged', async () => {
    const store = createFileStore({ root });
    await store.put('a', Buffer.from('right'), TEXT);
    const version = await readlink(join(root, 'a'));
    await rm(join(root, version));
    const { writeFile } = await import('node:fs/promises');
    await writeFile(join(root, version), 'wrong');
    const got = await store.get('a');
    await expect(buffer(got!.body)).rejects.toMatchObject({ code: 'checksum_mismatch' });
    await writeFile(join(root, version), 'shor');
    const short = await store.get('a', { range: { start: 2, end: 4 } });
    await expect(buffer(short!.body)).rejects.toMatchObject({ name: 'StoreError' });
  });

  test('that is not ours is no object, and a link out of the store is not followed', async () => {
    const store = createFileStore({ root });
    const { symlink, writeFile } = await import('node:fs/promises');
    await store.put('a/b', Buffer.from('x'), TEXT);
    await symlink('/etc/hostname', join(root, 'a', 'outside'));
    await writeFile(join(root, 'a', 'stray.txt'), 'stray');
    for (const key of ['a/outside', 'a/stray.txt', 'a']) expect(await store.head(key)).toBeNull();
    expect((await store.list('', { limit: 9 })).objects.map(({ key }) => key)).toEqual(['a/b']);
  });
});

test('a key that is a folder, or lies in an object, is refused by name', async () => {
  const store = createFileStore({ root });
  await store.put('a/b', Buffer.from('x'), TEXT);
  const refused = { code: 'invalid_key' };
  await expect(store.put('a', Buffer.from('x'), TEXT)).rejects.toMatchObject(refused);
  await expect(store.put('a/b/c', Buffer.from('x'), TEXT)).rejects.toMatchObject(refused);
  expect(await filesUnder('.store/data')).toHaveLength(1);
});

test('a directory that cannot be made is unavailable, and found again when it can', async () => {
  const { writeFile } = await import('node:fs/promises');
  const path = join(root, 'store');
  await writeFile(path, 'in the way');
  const store = createFileStore({ root: path });
  await expect(store.check()).rejects.toMatchObject({ code: 'unavailable' });
  await rm(path);
  await expect(store.check()).resolves.toBeUndefined();
});
