import { mkdir, mkdtemp, rm, symlink, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFolders } from '../../../providers/stores/file/folders.ts';
import { compareKeys, firstFrom, sortKeys } from '../../../providers/stores/file/key-order.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'folders-'));
  await mkdir(join(root, 'f'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const add = (name: string) => symlink('nowhere', join(root, 'f', name));
const settle = () => utimes(join(root, 'f'), 1_700_000_000, 1_700_000_000);

test('a folder that has not changed is not read again', async () => {
  const read = openFolders(root);
  await add('b');
  await settle();
  const first = await read('f/');
  expect(first).toEqual(['b']);
  expect(await read('f/')).toBe(first);
});

test('what is added to or taken from a folder that was read is seen at once', async () => {
  const read = openFolders(root);
  await add('b');
  await settle();
  await read('f/');
  await add('a');
  expect(await read('f/')).toEqual(['a', 'b']);
  await rm(join(root, 'f', 'b'));
  expect(await read('f/')).toEqual(['a']);
});

test('two changes within one tick of the clock are both seen', async () => {
  const read = openFolders(root);
  await add('b');
  const now = new Date();
  await utimes(join(root, 'f'), now, now);
  await read('f/');
  await add('a');
  await utimes(join(root, 'f'), now, now);
  expect(await read('f/')).toEqual(['a', 'b']);
});

test('folders stand among names as their keys do, and what is no object is passed over', async () => {
  const read = openFolders(root);
  for (const name of ['a0', 'a-b']) await add(name);
  await mkdir(join(root, 'f', 'a'));
  expect(await read('f/')).toEqual(['a-b', 'a/', 'a0']);
  expect(await read('nothing/')).toEqual([]);
});

test('ten thousand keys are sorted as a bucket sorts them', async () => {
  const keys = Array.from({ length: 10_000 }, (_, n) => `k${(n * 7_919) % 10_000}`);
  expect(await sortKeys(keys)).toEqual(keys.toSorted());
  const odd = [...keys, 'k\u{1f3d4}', 'k￮'];
  expect((await sortKeys(odd)).slice(-2)).toEqual(['k￮', 'k\u{1f3d4}']);
});

test('the place of a key in a sorted list is found whether it is there or not', () => {
  const sorted = ['b', 'd', 'f'].toSorted(compareKeys);
  expect(['a', 'b', 'c', 'f', 'g'].map((key) => firstFrom(sorted, key))).toEqual([0, 0, 1, 2, 3]);
});
