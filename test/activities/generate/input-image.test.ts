import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readInputImage } from '../../../activities/generate/input-image.ts';
import type { World } from '../world.ts';
import type { IoDeps } from '../../../activities/kit/deps.ts';
import { inputImageKey } from '../../../domain/keys.ts';
import type { InputImage } from '../../../domain/video/request.ts';
import { WEB_PORTS } from '../../../net/limits.ts';
import { createNet } from '../../../net/net.ts';
import { failureOf, openWorld } from '../world.ts';
import { portOf } from '../../bound-port.ts';

let png: Buffer;
let images: Server;
let base: string;
let world: World;
beforeAll(async () => {
  png = await readFile(new URL('../../simulators/one-pixel.png', import.meta.url));
  images = createServer(({ url }, response) => {
    if (url?.startsWith('/picture')) response.end(png);
    else if (url === '/busy') response.writeHead(503).end();
    else if (url === '/page') response.end('<!doctype html>');
    else response.writeHead(404).end();
  });
  await once(images.listen(0, '127.0.0.1'), 'listening');
  base = `http://127.0.0.1:${portOf(images)}`;
  world = await openWorld({ images: base });
});
afterAll(async () => {
  images.close();
  images.closeAllConnections();
  await world.close();
});

const { signal } = new AbortController();
const read = (image: InputImage, deps: Partial<IoDeps> = {}, video = 'vid_z') =>
  readInputImage({ ...world.io, ...deps }, { tenant: 'default', video }, image, signal);
const fetched = (url: string) =>
  read(
    { kind: 'url', url },
    { callerNet: createNet({ allowHosts: [new URL(base).host], ports: WEB_PORTS }) },
  );

test('a link into one of a server of our accounts is refused, although a take may come from there', async () => {
  const link = { kind: 'url', url: `${base}/picture.mp4` } as const;
  expect(await failureOf(read(link))).toMatchObject({
    type: 'generator_invalid_request',
    nonRetryable: true,
  });
});

test('an image is known by its bytes, whatever its link is called', async () => {
  expect(await fetched(`${base}/picture.mp4`)).toEqual({ bytes: png, mediaType: 'image/png' });
});

test('an upload comes from our store', async () => {
  const key = 'default/vid_x/input/image';
  await world.io.store.put(key, png, { contentType: 'image/png', if: 'absent' });
  const stored = { kind: 'stored', key, mediaType: 'image/png' } as const;
  expect(await read(stored)).toEqual({ bytes: png, mediaType: 'image/png' });
  const gone = { ...stored, key: 'default/vid_y/input/image' };
  expect(await failureOf(read(gone))).toMatchObject({
    type: 'generator_invalid_request',
    nonRetryable: true,
  });
});

test('a link that was fetched for the video is not asked again', async () => {
  const key = inputImageKey('default', 'vid_once');
  await world.io.store.put(key, png, { contentType: 'image/png', if: 'absent' });
  const link = { kind: 'url', url: 'http://127.0.0.1:9/gone.png' } as const;
  expect(await read(link, {}, 'vid_once')).toEqual({ bytes: png, mediaType: 'image/png' });
});

test.each([
  ['to a page', () => `${base}/page`, true],
  ['to nothing', () => `${base}/gone?signature=hidden`, true],
  // A local address that is not allowed.
  ['to the inside', () => 'http://127.0.0.1:22/', true],
  ['to a busy server', () => `${base}/busy`, false],
])('a link %s is the fault of the request', async (_, url, nonRetryable) => {
  const failure = await failureOf(fetched(url()));
  expect(failure).toMatchObject({ type: 'generator_invalid_request', nonRetryable });
});
