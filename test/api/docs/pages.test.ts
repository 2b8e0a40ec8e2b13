import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import { withHead } from '../../../api/docs/page-head.ts';
import type { ApiFixture } from '../api-fixture.ts';
import { PUBLISHED, startApi, videoRecord } from '../api-fixture.ts';

let api: ApiFixture;
let keyed: ApiFixture;
let script: string;
const video = videoRecord(PUBLISHED);
const running = videoRecord();

beforeAll(async () => {
  api = await startApi();
  keyed = await startApi({ keys: [{ tenant: 'default', key: 'k' }] });
  for (const each of [api, keyed]) await each.records.create(video);
  await api.records.create(running);
  const { text } = await api.call('GET', `/watch/${video.id}`);
  script = /src="(\/assets\/[\w-]+\.js)"/.exec(text)?.[1] ?? '';
});
afterAll(() => Promise.all([api.close(), keyed.close()]));

/** As it comes over the wire: `fetch` decompresses by itself. */
function raw(path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }>(
    (resolve, reject) => {
      request(api.url + path, { headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const { statusCode: status = 0, headers: got } = response;
          resolve({ status, headers: got, body: Buffer.concat(chunks) });
        });
      })
        .on('error', reject)
        .end();
    },
  );
}

describe('a script of the pages', () => {
  test('is compressed as the browser understands it, and the same whichever way', async () => {
    const plain = await raw(script, { 'Accept-Encoding': 'identity' });
    const gzip = await raw(script, { 'Accept-Encoding': 'gzip' });
    const br = await raw(script, { 'Accept-Encoding': 'gzip, deflate, br' });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(br.headers['content-encoding']).toBe('br');
    expect(gunzipSync(gzip.body).equals(plain.body)).toBe(true);
    expect(brotliDecompressSync(br.body).equals(plain.body)).toBe(true);
    expect(br.body.length).toBeLessThan(plain.body.length / 2);
    for (const { headers } of [plain, gzip, br]) {
      expect(headers['vary']).toContain('Accept-Encoding');
      expect(headers['content-type']).toContain('javascript');
    }
  });

  test('is kept for ever by its name, and a file that may change is asked for again', async () => {
    expect((await raw(script)).headers['cache-control']).toContain('immutable');
    const icon = await raw('/assets/icon.svg');
    expect(icon.headers['cache-control']).toBe('no-cache');
    const again = await raw('/assets/icon.svg', { 'If-None-Match': String(icon.headers['etag']) });
    expect(again).toMatchObject({ status: 304, body: Buffer.alloc(0) });
  });

  test('a page asks for hls.js only when it plays', async () => {
    const { text } = await api.call('GET', `/watch/${video.id}`);
    expect(text).not.toMatch(/(src|href)="[^"]*hls/);
    expect(script).not.toBe('');
  });

  test.each(['..%2f..%2fpackage.json', '.digest', 'watch.html', 'main.tsx', 'watch.js.map'])(
    'nothing else is served: %s',
    async (name) => {
      expect((await raw(`/assets/${name}`)).status).toBe(404);
    },
  );
});

describe('what a message shows of a link', () => {
  test('to a published video: its prompt and its poster', async () => {
    const { text, headers } = await api.call('GET', `/watch/${video.id}`);
    expect(text).toContain('<title>a sea</title>');
    expect(text).toContain(
      `property="og:image" content="http://videos.test/media/${video.id}/hls/v1/poster.jpg"`,
    );
    expect(headers.get('Cache-Control')).toBe('no-cache');
  });

  test('with keys the prompt is nobody’s business', async () => {
    const { text } = await keyed.call('GET', `/watch/${video.id}`);
    expect(text).toContain('og:image');
    expect(text).not.toContain('a sea');
  });

  test('to a video that is not published: nothing', async () => {
    const { text, status } = await api.call('GET', `/watch/${running.id}`);
    expect(status).toBe(200);
    expect(text).not.toContain('og:');
    expect(text).not.toContain('a sea');
    expect((await api.call('GET', '/watch/vid_nothing')).status).toBe(404);
  });

  test('a prompt stays text there too', async () => {
    const prompt = '"><script>alert(1)</script> $& & more';
    const hostile = { ...videoRecord(PUBLISHED) };
    hostile.request = { ...hostile.request, prompt };
    await api.records.create(hostile);
    const { text } = await api.call('GET', `/watch/${hostile.id}`);
    expect(text).not.toContain('<script>alert');
    expect(text).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt; $&amp; &amp; more');
  });

  test('a page without a head of its own is left as it was built', () => {
    const html = '<head><title>Promptreel</title></head>';
    expect(withHead(html, '')).toBe(html);
    expect(withHead(html, '<title>x</title>')).toBe('<head><title>x</title></head>');
  });
});
