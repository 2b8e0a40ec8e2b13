import { Writable } from 'node:stream';
import { afterEach, expect, test, vi } from 'vitest';
import type { LogLevel } from '../../../telemetry/log-levels.ts';
import { openLog } from '../../../telemetry/log.ts';
import type { ApiFixture } from '../api-fixture.ts';
import { PUBLISHED, startApi, videoRecord } from '../api-fixture.ts';

let api: ApiFixture;
afterEach(() => api.close());

async function start(level: LogLevel) {
  const lines: Record<string, unknown>[] = [];
  const to = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()));
      done();
    },
  });
  api = await startApi({ log: openLog({ part: 'test', level, to }) });
  return lines;
}

test('an answer is told in one line: its video, its time to the millisecond, its request id', async () => {
  const lines = await start('info');
  const { id } = videoRecord();
  await api.call('GET', `/v1/videos/${id}`, undefined, { 'X-Request-Id': 'r-1' });
  await vi.waitUntil(() => lines.length === 1);
  const seconds = expect.any(Number);
  const told = { msg: 'answered', requestId: 'r-1', method: 'GET', route: '/v1/videos/:id' };
  expect(lines[0]).toMatchObject({ ...told, video: id, tenant: 'default', status: 404, seconds });
  expect(String(lines[0]?.['seconds'])).toMatch(/^\d+(\.\d{1,3})?$/);
});

test('players and probes are told at debug level only', async () => {
  const { id } = videoRecord(PUBLISHED);
  const paths = [
    `/media/${id}/hls/master.m3u8`,
    `/v1/videos/${id}/candidates/cand_x/media`,
    '/healthz',
    '/metrics',
  ];
  const quiet = await start('info');
  for (const path of paths) await api.call('GET', path);
  await api.call('GET', '/v1/videos');
  await vi.waitUntil(() => quiet.length > 0);
  expect(quiet.map(({ route }) => route)).toEqual(['/v1/videos']);
  await api.close();
  const all = await start('debug');
  for (const path of paths) await api.call('GET', path);
  await vi.waitUntil(() => all.length === paths.length);
});

test('what cannot be an id, a token above all, is in no line', async () => {
  const lines = await start('debug');
  for (const path of ['/v1/videos/s3cret', '/hooks/local/s3cret', '/s3cret', '/docs?s3cret=1']) {
    await api.call(path.startsWith('/hooks') ? 'POST' : 'GET', path);
  }
  await vi.waitUntil(() => lines.length === 4);
  expect(JSON.stringify(lines)).not.toContain('s3cret');
});
