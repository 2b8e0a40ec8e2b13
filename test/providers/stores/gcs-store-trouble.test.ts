import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGcsStore } from '../../../providers/stores/gcs/gcs-store.ts';
import { openStore } from '../../../providers/stores/open-store.ts';
import type { ObjectStore } from '../../../providers/stores/store.ts';
import { startGcsEmulator, type GcsEmulator } from '../../gcs-emulator.ts';
import { startFlakyProxy, type FlakyProxy } from './flaky-proxy.ts';

const TEXT = { contentType: 'text/plain', if: 'absent' } as const;

let emulator: GcsEmulator;
let proxy: FlakyProxy;
let store: ObjectStore;

beforeAll(async () => {
  emulator = await startGcsEmulator();
  await emulator.createBucket('videos');
  proxy = await startFlakyProxy(emulator.endpoint);
  store = createGcsStore({ bucket: 'videos', prefix: 'p', apiEndpoint: proxy.base });
});

afterAll(async () => {
  await proxy.stop();
  await emulator.stop();
});

describe('a write whose answer was lost', () => {
  test('is recognised as our own, not taken for a competitor', async () => {
    proxy.loseAnswerOf(/^POST \/upload.*uploadType=multipart/);
    const put = await store.put('small', Buffer.from('mine'), TEXT);
    expect(await store.head('small')).toEqual(put);
    const uploads = proxy.seen.filter((line) => /uploadType=multipart.*|upload.*small/.test(line));
    expect(uploads.length).toBeGreaterThan(1);
    await expect(store.put('small', Buffer.from('mine'), TEXT)).rejects.toMatchObject({
      code: 'precondition_failed',
    });
  });

  test('carries its precondition, so that a repetition can do no harm', async () => {
    await store.put('big', randomBytes(5_000_000), TEXT);
    await store.copy('big', 'copy', { if: 'absent' });
    const writes = proxy.seen.filter((line) => /^POST .*(upload|rewriteTo)/.test(line));
    expect(writes.length).toBeGreaterThan(2);
    for (const line of writes) expect(line).toMatch(/ifGenerationMatch=0/);
  });
});

test('a read whose connection breaks goes on where it was', async () => {
  const content = randomBytes(3_000_000);
  await store.put('long', content, TEXT);
  proxy.cutAnswerOf(/^GET .*alt=media/, 1_000_000);
  const got = await store.get('long');
  expect((await buffer(got!.body)).equals(content)).toBe(true);
  expect(proxy.seen.filter((line) => /^GET .*long.*alt=media/.test(line)).length).toBe(2);
});

describe('a signed URL', () => {
  test('reads the object with nothing else', async () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const signing = createGcsStore({
      bucket: 'videos',
      prefix: 'p',
      apiEndpoint: emulator.endpoint,
      credentials: {
        client_email: 'test@example.iam.gserviceaccount.com',
        private_key: privateKey,
      },
    });
    await store.put('signed', Buffer.from('readable'), TEXT);
    const expiresAt = new Date(Date.now() + 3_600_000);
    const url = await signing.signedUrl('signed', { expiresAt });
    expect(url).toContain('X-Goog-Signature=');
    expect(await (await fetch(url!)).text()).toBe('readable');
  });

  test('is null where nobody can sign', async () => {
    expect(await store.signedUrl('signed', { expiresAt: new Date() })).toBeNull();
  });
});

describe('a store is opened by its location', () => {
  test('in a bucket, at the emulator', async () => {
    const host = emulator.endpoint.replace('http://', '');
    const opened = openStore('gs://videos/other/prefix', { emulatorHost: host });
    await opened.put('a', Buffer.from('x'), TEXT);
    const all = openStore('gs://videos', { emulatorHost: host });
    expect(await all.head('other/prefix/a')).not.toBeNull();
  });

  test.each(['file:relative', 'relative', 's3://bucket/x', 'gs://', ''])(
    'and "%s" is none',
    (location) => {
      expect(() => openStore(location)).toThrow(TypeError);
    },
  );
});

test('a bucket that is not there fails the check', async () => {
  const host = emulator.endpoint;
  await expect(openStore('gs://missing', { emulatorHost: host }).check()).rejects.toMatchObject({
    code: 'unavailable',
  });
});
