import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { isInstalled, nodeBinary } from '../../../stack/early/install.mjs';
import { scratchDir } from '../scratch.ts';

interface Tree {
  wanted?: Record<string, unknown>;
  installed?: Record<string, unknown>;
  node?: boolean;
}

function checkout({ wanted, installed, node = true }: Tree): string {
  const root = scratchDir();
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  };
  if (wanted) write(join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }));
  if (installed) {
    const list = JSON.stringify({ packages: installed });
    write(join(root, 'node_modules', '.package-lock.json'), list);
  }
  if (node) write(nodeBinary(root), '');
  return root;
}

const wanted = { '': { name: 'it' }, 'node_modules/a': { version: '1.0.0' } };

test('a tree with every package of the lockfile is installed', () => {
  const installed = { 'node_modules/a': { version: '1.0.0' } };
  expect(isInstalled(checkout({ wanted, installed }))).toBe(true);
});

test('a package at another version makes the tree stale', () => {
  const installed = { 'node_modules/a': { version: '0.9.0' } };
  expect(isInstalled(checkout({ wanted, installed }))).toBe(false);
});

test('a package that is new in the lockfile makes the tree stale', () => {
  expect(isInstalled(checkout({ wanted, installed: {} }))).toBe(false);
});

test('a package for another platform may be missing', () => {
  const other = { ...wanted, 'node_modules/b': { version: '2.0.0', optional: true } };
  const installed = { 'node_modules/a': { version: '1.0.0' } };
  expect(isInstalled(checkout({ wanted: other, installed }))).toBe(true);
});

test('an install that was broken off is not installed', () => {
  expect(isInstalled(checkout({ wanted }))).toBe(false);
});

test('a tree without Node 24 is not installed', () => {
  const installed = { 'node_modules/a': { version: '1.0.0' } };
  expect(isInstalled(checkout({ wanted, installed, node: false }))).toBe(false);
});
