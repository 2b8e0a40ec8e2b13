import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFetchImage } from '../../../activities/generate/fetch-image.ts';
import { readInputImage } from '../../../activities/generate/input-image.ts';
import { createNet } from '../../../net/net.ts';
import type { World } from '../world.ts';
import { failureOf, openWorld } from '../world.ts';
import { portOf } from '../../bound-port.ts';

let png: Buffer;
let images: Server;
let base: string;
let world: World;
const asked: string[] = [];
beforeAll(async () => {
  png = await readFile(new URL('../../simulators/one-pixel.png', import.meta.url));
  images = createServer(({ url }, response) => {
    asked.push(url ?? '');
    response.end(url === '/page' ? '<!doctype html>' : png);
  });
  await once(images.listen(0, '127.0.0.1'), 'listening');
  base = `http://127.0.0.1:${portOf(images)}`;
  world = await openWorld();
});
afterAll(async () => {
  images.close();
  images.closeAllConnections();
  await world.close();
});

const deps = () => ({ ...world.io, callerNet: createNet({ allowHosts: [new URL(base).host] }) });
const accepted = (path: string) =>
  world.accept({}, { image: { kind: 'url', url: `${base}${path}` } });

test('a link is fetched once, and every take then reads our own copy', async () => {
  const ref = await accepted('/picture');
  const fetchImage = createFetchImage(deps());
  const first = await world.attempt(fetchImage, ref);
  expect(first).toEqual({ key: `default/${ref.video}/input/image`, mediaType: 'image/png' });
  expect(await world.attempt(fetchImage, ref, { number: 2 })).toEqual(first);
  const link = { kind: 'url', url: `${base}/picture` } as const;
  const { signal } = new AbortController();
  expect(await readInputImage(deps(), ref, link, signal)).toEqual({
    bytes: png,
    mediaType: 'image/png',
  });
  expect(asked).toEqual(['/picture']);
});

test('a link to something else is the fault of the request, and leaves nothing behind', async () => {
  const ref = await accepted('/page');
  expect(await failureOf(world.attempt(createFetchImage(deps()), ref))).toMatchObject({
    type: 'generator_invalid_request',
    nonRetryable: true,
  });
  expect(await world.keys(ref)).toEqual([]);
});
