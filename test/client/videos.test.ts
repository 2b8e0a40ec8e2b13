import { expect, test } from 'vitest';
import { ApiUnreachable } from '../../client/api-error.ts';
import {
  createVideo,
  deleteVideo,
  getVideo,
  listVideos,
  reviewVideo,
} from '../../client/videos.ts';
import { ID, sampleVideo } from './sample-video.ts';
import { json, scriptedApi } from './scripted-api.ts';

const key = undefined;

test('creating repeats the same request under the same key while the API is away', async () => {
  const { base, seen } = await scriptedApi(json(503, {}), json(202, sampleVideo()));
  const reasons: string[] = [];
  const video = await createVideo(
    { base, key },
    { prompt: 'a quiet sea' },
    { idempotencyKey: 'key-1', onRetry: (reason) => reasons.push(reason) },
  );
  expect(video.id).toBe(ID);
  expect(seen.map((each) => each.headers['idempotency-key'])).toEqual(['key-1', 'key-1']);
  expect(seen.map((each) => each.body)).toEqual(Array(2).fill('{"prompt":"a quiet sea"}'));
  expect(reasons).toEqual(['the API answered 503']);
});

test('a refused request is not repeated', async () => {
  const { base, seen } = await scriptedApi(json(422, { code: 'invalid_request' }));
  const asking = createVideo({ base, key }, { prompt: '' }, { idempotencyKey: 'k' });
  await expect(asking).rejects.toMatchObject({ status: 422 });
  expect(seen).toHaveLength(1);
});

test('waiting for an API that is away ends with the signal', async () => {
  const signal = AbortSignal.timeout(200);
  const client = { base: 'http://127.0.0.1:1', key };
  const asking = createVideo(client, { prompt: 'x' }, { idempotencyKey: 'k', signal });
  await expect(asking).rejects.toThrow(/timeout/);
});

test('an API that nobody runs is told from one that refuses', async () => {
  const asking = getVideo({ base: 'http://127.0.0.1:1', key }, 'vid_1');
  await expect(asking).rejects.toBeInstanceOf(ApiUnreachable);
});

test('a stranger’s answer in the place of the API’s is no video', async () => {
  const { base } = await scriptedApi(json(200, { welcome: 'to the guest network' }));
  await expect(getVideo({ base, key }, 'vid_1')).rejects.toMatchObject({ name: 'ApiRefusal' });
});

test('an id is one part of the path, whatever it holds', async () => {
  const { base, seen } = await scriptedApi(json(404, {}));
  await getVideo({ base, key: 'secret' }, '../x?y').catch(() => undefined);
  expect(seen[0]?.url).toBe('/v1/videos/..%2Fx%3Fy');
  expect(seen[0]?.headers.authorization).toBe('Bearer secret');
});

test('of a list’s query only what is asked is sent', async () => {
  const { base, seen } = await scriptedApi(
    json(200, { object: 'list', data: [], next_cursor: null }),
  );
  await listVideos({ base, key }, { status: 'failed', model: undefined, created_after: '2026' });
  await listVideos({ base, key }, {});
  expect(seen.map(({ url }) => url)).toEqual([
    '/v1/videos?status=failed&created_after=2026',
    '/v1/videos',
  ]);
});

test('a decision that no worker has confirmed is not called decided', async () => {
  const review = { decision: 'approve', reviewer: 'Ada' } as const;
  const { base, seen } = await scriptedApi(json(202, sampleVideo()), json(200, sampleVideo()));
  expect(await reviewVideo({ base, key }, ID, review)).toMatchObject({ decided: false });
  expect(await reviewVideo({ base, key }, ID, review)).toMatchObject({ decided: true });
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual(review);
});

test('deleting needs no body in the answer', async () => {
  const { base, seen } = await scriptedApi((response) => void response.writeHead(204).end());
  await deleteVideo({ base, key }, ID);
  expect(seen[0]).toMatchObject({ method: 'DELETE', url: `/v1/videos/${ID}` });
});
