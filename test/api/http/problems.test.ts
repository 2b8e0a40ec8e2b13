import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiFixture } from '../api-fixture.ts';
import { FAILED, PUBLISHED, startApi, videoRecord } from '../api-fixture.ts';

let open: ApiFixture;
let keyed: ApiFixture;

beforeAll(async () => {
  open = await startApi();
  keyed = await startApi({
    keys: [
      { tenant: 'default', key: 'first' },
      { tenant: 'acme', key: 'second' },
    ],
  });
});
afterAll(() => Promise.all([open.close(), keyed.close()]));

const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });

describe('a problem', () => {
  test('says what it is, where that is explained, and which request it was', async () => {
    const answer = await open.call('GET', '/v1/videos/vid_x', undefined, { 'X-Request-Id': 'r-1' });
    expect(answer.headers.get('Content-Type')).toContain('application/problem+json');
    expect(answer.headers.get('X-Request-Id')).toBe('r-1');
    expect(answer.body).toEqual({
      type: 'http://videos.test/docs/errors#not_found',
      title: 'There is nothing here',
      status: 404,
      code: 'not_found',
      detail: 'There is no such video.',
      request_id: 'r-1',
      errors: [],
      error: {
        message: 'There is no such video.',
        type: 'There is nothing here',
        code: 'not_found',
      },
    });
    expect((await open.call('GET', '/docs/errors')).text).toContain('id="not_found"');
  });

  test('has a request id of our own where none or a strange one was sent', async () => {
    for (const sent of [{}, { 'X-Request-Id': 'a b' }, { 'X-Request-Id': 'x'.repeat(200) }]) {
      const { headers } = await open.call('GET', '/nowhere', undefined, sent);
      expect(headers.get('X-Request-Id')).toMatch(/^[\da-f-]{36}$/);
    }
  });

  test.each([
    ['POST', '/v1/videos', '{"prompt":', {}, 400, 'malformed_json'],
    ['POST', '/v1/videos', undefined, {}, 400, 'malformed_json'],
    ['POST', '/v1/videos', 'a=b', { 'Content-Type': 'text/plain' }, 415, 'unsupported_media_type'],
    ['POST', '/v1/videos', '"text"', {}, 422, 'invalid_request'],
    ['POST', '/v1/videos', `{"prompt":"${'x'.repeat(1_100_000)}"}`, {}, 413, 'body_too_large'],
    ['POST', '/v1/videos', '{"prompt":"x"}', { 'Idempotency-Key': '' }, 400, 'malformed_header'],
    ['POST', '/v1/videos', 'x', { 'Content-Type': 'multipart/form-data' }, 400, 'malformed_form'],
    ['GET', '/v1/videos?limit=0', undefined, {}, 422, 'invalid_request'],
    ['GET', '/v1/videos?nonsense=1', undefined, {}, 422, 'invalid_request'],
    ['GET', '/v1/videos?cursor=bm9uc2Vuc2U', undefined, {}, 422, 'invalid_request'],
    ['GET', '/v1/videos/vid_00000000000000000000000000', undefined, {}, 404, 'not_found'],
    ['GET', '/v1/videos/%zz', undefined, {}, 404, 'not_found'],
    ['GET', '/nowhere', undefined, {}, 404, 'not_found'],
    ['GET', '/assets/resource.d.ts', undefined, {}, 404, 'not_found'],
  ] as const)(
    '%s %s with %.20s %o is a %i %s',
    async (method, path, body, headers, status, code) => {
      expect(await open.call(method, path, body, headers)).toMatchObject({
        status,
        body: { code },
      });
    },
  );

  test.each([
    ['PUT', '/v1/videos', 'POST, GET, HEAD, OPTIONS'],
    ['PATCH', '/v1/videos/vid_x', 'GET, DELETE, HEAD, OPTIONS'],
    ['GET', '/v1/videos/vid_x/cancel', 'POST, OPTIONS'],
    ['GET', '/hooks/local/token', 'POST, OPTIONS'],
    ['DELETE', '/healthz', 'GET, HEAD, OPTIONS'],
  ])('%s %s is a 405 that allows %s', async (method, path, allow) => {
    const { status, headers } = await open.call(method, path);
    expect(status).toBe(405);
    expect(headers.get('Allow')).toBe(allow);
  });
});

describe('a key', () => {
  test.each([
    ['none', {}, 'Bearer realm="promptreel"'],
    ['a wrong one', bearer('third'), 'Bearer realm="promptreel", error="invalid_token"'],
    [
      'the start of a right one',
      bearer('firs'),
      'Bearer realm="promptreel", error="invalid_token"',
    ],
    ['another scheme', { Authorization: 'Basic first' }, 'Bearer realm="promptreel"'],
  ])('%s is a 401 for everything under /v1', async (_what, headers, challenge) => {
    for (const path of ['/v1/videos', '/v1/videos/vid_x', '/v1/openapi.json']) {
      const answer = await keyed.call('GET', path, undefined, headers);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('WWW-Authenticate')).toBe(challenge);
    }
  });

  test('opens the videos of its tenant and no other', async () => {
    const mine = videoRecord(FAILED, { tenant: 'acme' });
    await keyed.records.create(mine);
    const status = async (key: string) =>
      (await keyed.call('GET', `/v1/videos/${mine.id}`, undefined, bearer(key))).status;
    expect([await status('second'), await status('first')]).toEqual([200, 404]);
    const others = await keyed.call('GET', '/v1/videos', undefined, bearer('first'));
    expect(others.body.data).toEqual([]);
    const removed = await keyed.call('DELETE', `/v1/videos/${mine.id}`, undefined, bearer('first'));
    expect(removed.status).toBe(404);
    expect(await status('second')).toBe(200);
  });

  test.each(['/healthz', '/docs', '/docs/openapi.json', '/docs/errors', '/metrics'])(
    'is not needed for %s',
    async (path) => {
      expect((await keyed.call('GET', path)).status).toBe(200);
    },
  );
});

describe('without Temporal', () => {
  const unavailable = { status: 503, body: { code: 'temporal_unavailable' } };

  test('an accepted request is a 503 that names its video and says that repeating is safe', async () => {
    const headers = { 'Idempotency-Key': 'down' };
    const answer = await open.call('POST', '/v1/videos', { prompt: 'x' }, headers);
    expect(answer).toMatchObject(unavailable);
    expect(answer.headers.get('Retry-After')).toBe('5');
    expect(answer.body.detail).toContain('Idempotency-Key');
    const again = await open.call('POST', '/v1/videos', { prompt: 'x' }, headers);
    expect(again.body.id).toBe(answer.body.id);
    expect(answer.body.detail).toContain(answer.body.id);
  });

  test('what has ended is read as ever, and it is not ready', async () => {
    const record = videoRecord(PUBLISHED);
    await open.records.create(record);
    const { status, body } = await open.call('GET', `/v1/videos/${record.id}`);
    expect(status).toBe(200);
    expect(body.playback?.hls_url).toBe(`http://videos.test/media/${record.id}/hls/master.m3u8`);
    expect(await open.call('GET', '/readyz')).toMatchObject(unavailable);
    expect((await open.call('GET', '/healthz')).status).toBe(200);
  });

  test('a delete is a 503 that hides the video, and can be repeated', async () => {
    const record = videoRecord(PUBLISHED);
    await open.records.create(record);
    const remove = () => open.call('DELETE', `/v1/videos/${record.id}`);
    expect(await remove()).toMatchObject(unavailable);
    expect((await open.call('GET', `/v1/videos/${record.id}`)).status).toBe(404);
    expect(await remove()).toMatchObject({ ...unavailable, status: 503 });
  });
});

test('requests are counted by route, not by path', async () => {
  await open.call('GET', '/v1/videos/vid_secret');
  const { text } = await open.call('GET', '/metrics');
  expect(text).toContain('route="/v1/videos/:id"');
  expect(text).not.toContain('vid_secret');
});

test('a webhook is not read to the end when it will not end', async () => {
  const { hostname, port } = new URL(open.url);
  const socket = connect(Number(port), hostname);
  socket.write(
    'POST /hooks/local/x.y HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n\r\n',
  );
  const [answer] = await new Promise<Buffer[]>((resolve) => {
    socket.once('data', (data: Buffer) => resolve([data]));
  });
  expect(answer?.toString()).toContain('401');
  socket.destroy();
});
