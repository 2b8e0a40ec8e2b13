import { expect, test } from 'vitest';
import { callApi, describeProblem, retryPassing } from '../../client/api-client.ts';
import { createVideo } from '../../cli/video/create-video.ts';
import { showVideo, statusLine } from '../../cli/video/video-text.ts';
import { json, scriptedApi } from './scripted-api.ts';
import { videoResource } from './video.ts';

test('a problem is told with its code, its detail and the fields it is about', () => {
  const errors = [{ pointer: '/variations', rule: 'maximum', detail: 'at most 16' }];
  const text = describeProblem(422, { code: 'invalid_request', detail: 'Not valid.', errors });
  expect(text).toBe('the API answered 422 invalid_request: Not valid.\n  /variations: at most 16');
});

test('an answer that is no problem document is told all the same', () => {
  expect(describeProblem(502, undefined)).toBe('the API answered 502');
});

test('a value that the API refuses ends with status 2, other refusals with 1', async () => {
  const { base } = await scriptedApi(json(422, {}), json(404, {}));
  const call = () => callApi({ base, key: undefined }, 'GET', '/');
  await expect(call()).rejects.toMatchObject({ status: 422, exitCode: 2 });
  await expect(call()).rejects.toMatchObject({ status: 404, exitCode: 1 });
});

test('creating repeats the same request under the same key while the API is away', async () => {
  const { base, seen } = await scriptedApi(json(503, {}), json(202, videoResource()));
  const reasons: string[] = [];
  const video = await createVideo(
    { base, key: undefined },
    { prompt: 'a quiet sea' },
    { idempotencyKey: 'key-1', onRetry: (reason) => reasons.push(reason) },
  );
  expect(video.id).toBe('vid_1');
  expect(seen.map((each) => each.headers['idempotency-key'])).toEqual(['key-1', 'key-1']);
  expect(seen.map((each) => each.body)).toEqual(Array(2).fill('{"prompt":"a quiet sea"}'));
  expect(reasons).toEqual(['the API answered 503']);
});

test('a refusal is not repeated', async () => {
  const { base, seen } = await scriptedApi(json(422, {}));
  const call = () => callApi({ base, key: undefined }, 'POST', '/v1/videos', { body: {} });
  await expect(retryPassing(call, { forMs: 10_000 })).rejects.toThrow('422');
  expect(seen).toHaveLength(1);
});

test('an API that never comes back is said to be away', async () => {
  const call = () => callApi({ base: 'http://127.0.0.1:1', key: undefined }, 'GET', '/');
  await expect(retryPassing(call, { forMs: 600 })).rejects.toThrow(/npm start/);
});

test('a video is told with its takes, the pick and where to see it', () => {
  const take = { id: 'cand_1', index: 0, status: 'scored', media_url: null, failure: null };
  const text = showVideo(
    videoResource({
      status: 'published',
      stage: null,
      progress: 1,
      candidates: [{ ...take, score: { total: 83.25, verdict: 'pass' } }],
      pick: { candidate: 'cand_1', by: 'score', reason: 'best total' },
      playback: { hls_url: 'http://h/m.m3u8', player_url: 'http://h/watch', poster_url: '' },
    }),
  );
  expect(text).toContain('vid_1  published');
  expect(text).toContain('* take 1  cand_1  scored  score 83.3');
  expect(text).toContain('picked by score: best total');
  expect(text).toContain('http://h/m.m3u8');
});

test('a failure is told with its code, the video’s and the take’s', () => {
  const failure = { code: 'media_unreadable', message: 'no video in it', retryable: false };
  const lost = { id: 'cand_1', index: 0, status: 'failed', media_url: null, score: null, failure };
  const text = showVideo(videoResource({ candidates: [lost], failure }));
  expect(text.match(/media_unreadable: no video in it/g)).toHaveLength(2);
});

test('a status line counts the takes', () => {
  const take = { id: 'c', index: 0, media_url: null, failure: null, score: null };
  const candidates = ['stored', 'stored', 'failed'].map((status) => ({ ...take, status }));
  expect(statusLine(videoResource({ candidates, progress: 0.42 }))).toBe(
    ' 42 %  in_progress, generate; takes: 2 stored, 1 failed',
  );
});
