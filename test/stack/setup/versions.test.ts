import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Version } from '../../../stack/setup/versions.ts';
import { isAtLeast, parseVersion, readPinnedTool } from '../../../stack/setup/versions.ts';
import { scratchDir } from '../scratch.ts';

test.each<[string, Version]>([
  ['temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)', [1, 5, 1]],
  ['go1.26.8', [1, 26, 8]],
  ['go1.25', [1, 25, 0]],
])('the version in %j is found', (text, version) => {
  expect(parseVersion(text)).toEqual(version);
});

test('a text without a version has none', () => {
  expect(parseVersion('devel')).toBeUndefined();
});

test.each<[Version, Version, boolean]>([
  [[1, 5, 0], [1, 5, 0], true],
  [[1, 10, 0], [1, 9, 9], true],
  [[2, 0, 0], [1, 5, 0], true],
  [[1, 4, 9], [1, 5, 0], false],
  [[0, 0, 0], [1, 5, 0], false],
])('%j is at least %j: %s', (version, wanted, answer) => {
  expect(isAtLeast(version, wanted)).toBe(answer);
});

test('an unknown version is never new enough', () => {
  expect(isAtLeast(undefined, [0, 0, 0])).toBe(false);
});

function pinning(goMod: string): string {
  const root = scratchDir();
  mkdirSync(join(root, 'tools', 'it'), { recursive: true });
  writeFileSync(join(root, 'tools', 'it', 'go.mod'), goMod);
  return root;
}

test('the pinned version is the one that go.mod names', () => {
  const root = pinning(
    'module x\n\ngo 1.25.0\n\nrequire (\n\texample.org/a v1.2.3 // indirect\n)\n',
  );
  expect(readPinnedTool(root, 'it', 'example.org/a')).toEqual({
    dir: join(root, 'tools', 'it'),
    version: '1.2.3',
    go: [1, 25, 0],
  });
});

test('a module whose name only begins alike is not the pinned one', () => {
  const root = pinning('go 1.25\nrequire (\n\texample.org/a/v2 v2.0.0\n)\n');
  expect(() => readPinnedTool(root, 'it', 'example.org/a')).toThrow(/names no version/);
});
