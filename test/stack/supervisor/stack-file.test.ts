import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identityOf } from '../../../stack/early/process-identity.mjs';
import {
  addressOf,
  findRunningStack,
  lockDataDir,
} from '../../../stack/supervisor/running-stack.ts';
import { ensureSecret } from '../../../stack/supervisor/secret.ts';
import type { StackFile } from '../../../stack/supervisor/stack-file.ts';
import {
  readStackFile,
  removeStackFile,
  stackFilePath,
  writeStackFile,
} from '../../../stack/supervisor/stack-file.ts';
import { startIdleProcess } from '../idle-process.ts';
import { scratchDir } from '../scratch.ts';

function stackOf(pid: number): StackFile {
  const supervisor = identityOf(pid) ?? { pid, started_at: '2020-01-01T00:00:00.000Z' };
  return { supervisor, parts: [{ name: 'api', ...supervisor, address: 'http://127.0.0.1:1' }] };
}

test('what is written is what is read, and no draft stays', () => {
  const dir = scratchDir();
  writeStackFile(dir, stackOf(process.pid));
  expect(readStackFile(dir)).toEqual(stackOf(process.pid));
  expect(readdirSync(dir)).toEqual(['stack.json']);
});

test('a replacement is a new file, never a change of the old one', () => {
  const dir = scratchDir();
  writeStackFile(dir, stackOf(process.pid));
  const before = statSync(stackFilePath(dir)).ino;
  writeStackFile(dir, stackOf(process.pid));
  expect(statSync(stackFilePath(dir)).ino).not.toBe(before);
});

test('a missing or damaged file is no stack', () => {
  const dir = scratchDir();
  expect(readStackFile(dir)).toBeUndefined();
  writeFileSync(stackFilePath(dir), '{"supervisor":');
  expect(readStackFile(dir)).toBeUndefined();
  removeStackFile(dir);
  removeStackFile(dir);
});

test('a stack runs only while its supervisor lives', () => {
  const dir = scratchDir();
  writeStackFile(dir, stackOf(startIdleProcess()));
  expect(addressOf(findRunningStack(dir), 'api')).toBe('http://127.0.0.1:1');
  expect(addressOf(findRunningStack(dir), 'gcs')).toBeUndefined();
  writeStackFile(dir, stackOf(999_999_999));
  expect(findRunningStack(dir)).toBeUndefined();
});

test('a second supervisor of the same data is told who the first is', () => {
  const dir = scratchDir();
  const pid = startIdleProcess();
  writeStackFile(dir, stackOf(pid));
  expect(() => lockDataDir(dir)).toThrow(
    new RegExp(`Process ${pid} .*http://127.0.0.1:1.*left alone`),
  );
});

test('the data directory can be locked again once it is released', () => {
  const dir = scratchDir();
  lockDataDir(dir)();
  lockDataDir(dir)();
  expect(readdirSync(dir)).toEqual([]);
});

test('the secret is made once and is readable by its owner only', () => {
  const dir = scratchDir();
  const secret = ensureSecret(dir);
  expect(secret.length).toBeGreaterThanOrEqual(40);
  expect(ensureSecret(dir)).toBe(secret);
  expect(statSync(join(dir, 'secret')).mode & 0o777).toBe(0o600);
});
