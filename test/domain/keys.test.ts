import { expect, test } from 'vitest';
import * as keys from '../../domain/keys.ts';
import { VIDEO } from '../workflows/script.ts';

test('everything of a video is below its own prefix', () => {
  const prefix = keys.videoPrefix('acme', VIDEO);
  const all = [
    keys.recordKey('acme', VIDEO),
    keys.tombstoneKey('acme', VIDEO),
    keys.inputImageKey('acme', VIDEO),
    keys.purchaseKey('acme', VIDEO, 0),
    keys.takeKey('acme', VIDEO, 0, 'mp4'),
    keys.masterKey('acme', VIDEO, 0, 'mp4'),
    keys.masterKey('acme', VIDEO, 1, 'mp4'),
    keys.hlsVersionPrefix('acme', VIDEO, 1),
    keys.hlsMasterKey('acme', VIDEO),
  ];
  expect(all.filter((key) => !key.startsWith(prefix))).toEqual([]);
  expect(new Set(all).size).toBe(all.length);
});

test('lists have newer videos first', () => {
  const older = keys.listPlace(VIDEO, '2026-11-23T12:00:00.000Z');
  const newer = keys.listPlace(VIDEO, '2026-11-23T12:00:00.001Z');
  expect([older, newer].toSorted()).toEqual([newer, older]);
});

test('no tenant can be called like our own folder', () => {
  expect(keys.TENANT_NAME.test('_system')).toBe(false);
  expect(keys.claimKey('ab').startsWith('_system/')).toBe(true);
  expect(['default', 'acme-2', '7'].every((name) => keys.TENANT_NAME.test(name))).toBe(true);
  expect(
    ['', 'Acme', 'a/b', '-a', 'a'.repeat(64)].some((name) => keys.TENANT_NAME.test(name)),
  ).toBe(false);
});
