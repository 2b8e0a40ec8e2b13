import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiFixture } from '../api-fixture.ts';
import { PUBLISHED, startApi, videoRecord } from '../api-fixture.ts';

let open: ApiFixture;
let keyed: ApiFixture;

beforeAll(async () => {
  open = await startApi();
  keyed = await startApi({ keys: [{ tenant: 'default', key: 'k' }] });
});
afterAll(() => Promise.all([open.close(), keyed.close()]));

/** With a Host of our choice, which `fetch` would not send. */
function ask(
  api: ApiFixture,
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<[status: number | undefined, code: string | undefined]> {
  const { hostname, port } = new URL(api.url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers, agent: false }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => resolve([answer.statusCode, /"code":"(\w+)"/.exec(text)?.[1]]));
    });
    sent.once('error', reject).end();
  });
}

describe('a server without keys answers to its own names alone', () => {
  const record = videoRecord(PUBLISHED);
  test.each([
    ['GET', '/v1/videos'],
    ['POST', '/v1/videos'],
    ['DELETE', `/v1/videos/${record.id}`],
    ['GET', `/v1/videos/${record.id}/events`],
    ['OPTIONS', '/v1/videos'],
    ['GET', `/media/${record.id}/hls/master.m3u8`],
    ['GET', `/watch/${record.id}`],
    ['POST', '/hooks/local/token'],
    ['GET', '/metrics'],
    ['GET', '/docs'],
    ['GET', '/nowhere'],
  ])('%s %s by another name is a 403', async (method, path) => {
    for (const host of ['evil.test', 'evil.test:8787', '127.0.0.1.evil.test', 'a@127.0.0.2.evil']) {
      expect(await ask(open, method, path, { Host: host })).toEqual([403, 'foreign_host']);
    }
  });

  test.each([
    '127.0.0.1',
    '127.0.0.1:1',
    '127.1.2.3',
    'localhost:8787',
    'LOCALHOST',
    '[::1]:8787',
    'videos.test',
    'videos.test:443',
  ])('%s is one of them', async (host) => {
    expect(await ask(open, 'GET', '/v1/videos', { Host: host })).toEqual([200, undefined]);
  });
});

describe('a write that a page sends to a server without keys', () => {
  const host = '127.0.0.1:8787';
  const cancel = '/v1/videos/vid_x/cancel';

  test.each([
    [{ Origin: 'https://evil.test' }],
    [{ Origin: 'null' }],
    [{ Origin: 'http://127.0.0.1:3000' }],
    [{ Origin: 'http://localhost:8787' }],
    [{ Origin: 'http://videos.test.evil.test' }],
    [{ Origin: 'https://evil.test', 'Sec-Fetch-Site': 'same-origin' }],
    [{ 'Sec-Fetch-Site': 'cross-site' }],
    [{ 'Sec-Fetch-Site': 'same-site' }],
  ])('with %o is a 403, and nothing is done', async (headers) => {
    for (const [method, path] of [
      ['POST', '/v1/videos'],
      ['POST', cancel],
      ['DELETE', '/v1/videos/vid_x'],
      ['POST', '/hooks/local/token'],
    ] as const) {
      const told = await ask(open, method, path, { Host: host, ...headers });
      expect(told).toEqual([403, 'foreign_origin']);
    }
    expect((await open.call('GET', '/v1/videos')).body.data).toEqual([]);
  });

  test.each([
    [{}],
    [{ Origin: `http://${host}` }],
    [{ Origin: 'http://videos.test' }],
    [{ Origin: 'https://videos.test', 'Sec-Fetch-Site': 'same-origin' }],
    [{ 'Sec-Fetch-Site': 'none' }],
  ])('with %o is one of ours', async (headers) => {
    expect(await ask(open, 'POST', cancel, { Host: host, ...headers })).toEqual([404, 'not_found']);
  });

  test('a page of another site reads nothing either', async () => {
    const headers = { Origin: 'https://evil.test' };
    const list = await open.call('GET', '/v1/videos', undefined, headers);
    expect(list.headers.get('Access-Control-Allow-Origin')).toBeNull();
  });
});

test('with keys any name and any origin will do: the key decides', async () => {
  const headers = { Host: 'any.test', Origin: 'https://elsewhere.test' };
  const key = { Authorization: 'Bearer k' };
  expect(await ask(keyed, 'POST', '/v1/videos/vid_x/cancel', { ...headers, ...key })).toEqual([
    404,
    'not_found',
  ]);
  expect(await ask(keyed, 'GET', '/v1/videos', headers)).toEqual([401, 'unauthorized']);
});
