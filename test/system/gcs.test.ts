import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../providers/stores/open-store.ts';
import type { Stack } from './stack.ts';
import { startStack } from './stack.ts';
import type { Video } from './videos.ts';
import { call, create, ended } from './videos.ts';

let stack: Stack;
let video: Video;

beforeAll(async () => {
  stack = await startStack({
    PROMPTREEL_STORE: 'gs://promptreel-test/videos',
    STORAGE_EMULATOR_HOST: 'auto',
  });
  video = await ended(stack, (await create(stack)).id);
}, 180_000);
afterAll(async () => stack[Symbol.asyncDispose]());

const bucket = async () => {
  const { address } = await stack.part('gcs');
  return openStore('gs://promptreel-test/videos', { emulatorHost: address });
};

test('the whole pipeline runs on a bucket when the configuration says so', async () => {
  expect(video.failure).toBeNull();
  expect(video.status).toBe('published');
  const master = await fetch(video.playback?.hls_url ?? '');
  expect(await master.text()).toContain('#EXTM3U');
});

test('everything of the video is in the bucket, and nothing on disk', async () => {
  const { objects } = await (await bucket()).list(`default/${video.id}/`, { limit: 500 });
  const keys = objects.map(({ key }) => key.slice(`default/${video.id}/`.length));
  expect(keys).toEqual(
    expect.arrayContaining(['record.json', 'hls/master.m3u8', 'takes/0/take.mp4']),
  );
  const onDisk = openStore(`file:${stack.dataDir}/objects`);
  expect((await onDisk.list('', { limit: 1 })).objects).toEqual([]);
});

test('a segment is served from the bucket by range', async () => {
  const url = video.playback?.hls_url ?? '';
  const [variant = ''] = (await (await fetch(url)).text())
    .split('\n')
    .filter((line) => line.endsWith('index.m3u8'));
  const segment = new URL('seg-00001.m4s', new URL(variant, url)).href;
  const part = await fetch(segment, { headers: { range: 'bytes=10-19' } });
  expect([part.status, (await part.arrayBuffer()).byteLength]).toEqual([206, 10]);
});

test('deleting it empties the bucket but for its tombstone', async () => {
  expect((await call(stack, 'DELETE', `/v1/videos/${video.id}`)).status).toBe(204);
  const store = await bucket();
  await expect
    .poll(
      async () =>
        (await store.list(`default/${video.id}/`, { limit: 10 })).objects.map(({ key }) => key),
      {
        timeout: 30_000,
      },
    )
    .toEqual([`default/${video.id}/tombstone.json`]);
}, 40_000);
