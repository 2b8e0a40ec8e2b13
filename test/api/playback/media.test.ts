import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hlsPrefix, takeKey } from '../../../domain/keys.ts';
import type { VideoRecord } from '../../../domain/video/record.ts';
import type { ApiFixture } from '../api-fixture.ts';
import { FAILED, PUBLISHED, startApi, videoRecord } from '../api-fixture.ts';

let api: ApiFixture;
let video: VideoRecord;
let base: string;
const SEGMENT = Buffer.from('0123456789');

const put = (key: string, body: Buffer | string) =>
  api.store.put(key, Buffer.from(body), { contentType: 'application/octet-stream', if: 'absent' });
const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(api.url + path, { method, headers });

beforeAll(async () => {
  // With keys, so that everything here is proved to need none.
  api = await startApi({ keys: [{ tenant: 'acme', key: 'k' }] });
  video = videoRecord(PUBLISHED, { tenant: 'acme' });
  base = `/media/${video.id}/hls`;
  const prefix = hlsPrefix('acme', video.id);
  await put(`${prefix}master.m3u8`, '#EXTM3U\n');
  await put(`${prefix}v1/720p/seg-1.m4s`, SEGMENT);
  await put(`${prefix}v1/poster.jpg`, 'jpeg');
  await put(`acme/${video.id}/secret.txt`, 'not published');
  await api.records.create(video);
});
afterAll(() => api.close());

describe('a published file', () => {
  test.each([
    ['master.m3u8', 'application/vnd.apple.mpegurl', 'public, max-age=5'],
    ['v1/720p/seg-1.m4s', 'video/iso.segment', 'public, max-age=31536000, immutable'],
    ['v1/poster.jpg', 'image/jpeg', 'public, max-age=31536000, immutable'],
  ])('%s has the type %s and may be kept as long as it stays', async (file, type, caching) => {
    const { status, headers } = await get(`${base}/${file}`);
    expect(status).toBe(200);
    expect(headers.get('Content-Type')).toBe(type);
    expect(headers.get('Cache-Control')).toBe(caching);
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(headers.get('X-Request-Id')).toBeTruthy();
  });

  test.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
  ])('answers %s with just that', async (range, bytes, contentRange) => {
    const answer = await get(`${base}/v1/720p/seg-1.m4s`, { Range: range });
    expect(answer.status).toBe(206);
    expect(answer.headers.get('Content-Range')).toBe(contentRange);
    expect(answer.headers.get('Content-Length')).toBe(String(bytes.length));
    expect(await answer.text()).toBe(bytes);
  });

  test('answers a range beyond its end with 416 and its size, also to other origins', async () => {
    const answer = await get(`${base}/v1/720p/seg-1.m4s`, { Range: 'bytes=10-' });
    expect(answer.status).toBe(416);
    expect(answer.headers.get('Content-Range')).toBe('bytes */10');
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*');
  });

  test.each(['bytes=0-1,4-5', 'bytes=x', 'lines=1-2'])(
    'answers %s with all of it',
    async (Range) => {
      const answer = await get(`${base}/v1/720p/seg-1.m4s`, { Range });
      expect(answer.status).toBe(200);
      expect(await answer.text()).toBe(SEGMENT.toString());
    },
  );

  test('gives a range only of the version that the reader has', async () => {
    const path = `${base}/v1/720p/seg-1.m4s`;
    const etag = (await get(path)).headers.get('ETag') ?? '';
    const status = async (ifRange: string) =>
      (await get(path, { Range: 'bytes=0-1', 'If-Range': ifRange })).status;
    expect(await status(etag)).toBe(206);
    expect(await status('"another"')).toBe(200);
    expect(await status(new Date(0).toUTCString())).toBe(200);
  });

  test('is a 304 for who has it, and only headers for HEAD', async () => {
    const head = await get(`${base}/master.m3u8`, {}, 'HEAD');
    expect(head.headers.get('Content-Length')).toBe('8');
    expect(await head.text()).toBe('');
    const etag = head.headers.get('ETag') ?? '';
    expect((await get(`${base}/master.m3u8`, { 'If-None-Match': etag })).status).toBe(304);
    const since = { 'If-Modified-Since': new Date(Date.now() + 1_000).toUTCString() };
    expect((await get(`${base}/master.m3u8`, since)).status).toBe(304);
  });

  test('may be asked for by any page: the preflight allows ranges', async () => {
    const answer = await get(`${base}/master.m3u8`, {}, 'OPTIONS');
    expect(answer.status).toBe(204);
    expect(answer.headers.get('Access-Control-Allow-Headers')).toContain('Range');
  });

  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/v1/..%2f..%2fsecret.txt',
    '/v1//poster.jpg',
    '/.hidden',
    '/v1%5c..%5csecret.txt',
    '/%00',
    '/%zz',
    '',
    '/',
  ])('is not reached by %s, nor is anything else', async (path) => {
    expect(await rawStatus(`${base}${path}`)).toBe(404);
  });

  test('is there only once its video is published', async () => {
    const waiting = videoRecord();
    await api.records.create(waiting);
    await put(`${hlsPrefix('default', waiting.id)}master.m3u8`, '#EXTM3U\n');
    expect((await get(`/media/${waiting.id}/hls/master.m3u8`)).status).toBe(404);
    expect((await get('/media/vid_nonsense/hls/master.m3u8')).status).toBe(404);
  });

  test('is gone for good when its video has ended otherwise, so that no viewer waits for it', async () => {
    const failed = videoRecord(FAILED);
    await api.records.create(failed);
    await put(`${hlsPrefix('default', failed.id)}master.m3u8`, '#EXTM3U\n');
    const { status, body } = await api.call('GET', `/media/${failed.id}/hls/master.m3u8`);
    expect({ status, code: body.code }).toEqual({ status: 404, code: 'not_published' });
  });
});

describe('a take', () => {
  test('is played by id once stored, ranged, and is a 404 before', async () => {
    const [first, second] = video.snapshot.candidates;
    const key = takeKey('acme', video.id, 0, 'mp4');
    await api.store.put(key, SEGMENT, { contentType: 'video/mp4', if: 'absent' });
    await api.records.update('acme', video.id, (record) => ({
      ...record,
      snapshot: {
        ...record.snapshot,
        candidates: record.snapshot.candidates.map((take, at) => (at ? take : { ...take, key })),
      },
    }));
    const media = (id: string | undefined) => `/v1/videos/${video.id}/candidates/${id}/media`;
    const answer = await get(media(first?.id), { Range: 'bytes=0-3' });
    expect(answer.status).toBe(206);
    expect(answer.headers.get('Content-Type')).toBe('video/mp4');
    expect(await answer.text()).toBe('0123');
    expect((await get(media(second?.id))).status).toBe(404);
    expect((await get(media(first?.id), {}, 'POST')).status).toBe(405);
  });
});

/** As sent: `fetch` would tidy the path first. */
function rawStatus(path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(api.url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.once('error', reject).end();
  });
}
