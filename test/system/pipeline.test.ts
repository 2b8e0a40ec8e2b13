/// <reference lib="dom" />
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as HLS from 'hls-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../chromium.ts';
import { eventsOf, largestPayload, textOf } from './history.ts';
import type { Stack } from './stack.ts';
import { scratchLeft, startStack } from './stack.ts';
import type { Video } from './videos.ts';
import { call, create, ended } from './videos.ts';
import { masterIn, mediaIn } from '../media/hls/parsed.ts';

const run = promisify(execFile);
let stack: Stack;
let video: Video;

beforeAll(async () => {
  stack = await startStack();
  const { id } = await create(stack, {
    variations: 3,
    audio: true,
    metadata: { campaign: 'spring' },
  });
  video = await ended(stack, id);
}, 180_000);
afterAll(async () => stack[Symbol.asyncDispose]());

test('a prompt becomes a published video', () => {
  expect(video.failure).toBeNull();
  expect(video).toMatchObject({ status: 'published', stage: null, progress: 1 });
  expect(video.media?.renditions.length).toBeGreaterThanOrEqual(2);
  expect(video.candidates.map(({ status }) => status)).toEqual(['scored', 'scored', 'scored']);
  expect(video.candidates.map(({ id }) => id)).toContain(video.pick?.candidate);
});

describe('the stream', () => {
  const playlist = async (url: string): Promise<string> => (await fetch(url)).text();

  test('passes an independent parser in strict mode, every playlist of it', async () => {
    HLS.setOptions({ strictMode: true });
    const url = video.playback?.hls_url ?? '';
    const master = masterIn(await playlist(url));
    expect(master.variants).toHaveLength(video.media?.renditions.length ?? 0);
    for (const variant of master.variants) {
      const media = mediaIn(await playlist(new URL(variant.uri, url).href));
      const duration = media.segments.reduce((sum, segment) => sum + segment.duration, 0);
      expect(duration).toBeCloseTo(2, 1);
    }
  });

  test('plays to its end by hls.js on the watch page without any error', async () => {
    await using browser = await launchChromium();
    const context = await browser.newContext();
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(`${video.playback?.player_url}?autoplay=1`);
    const player = page.locator('.player-video[data-state=ended]');
    await player.waitFor({ timeout: 20_000 });
    const played = await player.evaluate((element: HTMLVideoElement) => ({
      errors: element.dataset['errors'],
      engine: element.dataset['engine'],
      frames: element.getVideoPlaybackQuality().totalVideoFrames,
    }));
    expect(faults).toEqual([]);
    expect(played).toMatchObject({ errors: '0', engine: 'hls' });
    expect(played.frames).toBeGreaterThan(0);
  });

  test('plays to its end in mpv', async () => {
    const quiet = ['--no-config', '--vo=null', '--ao=null', '--untimed', '--hls-bitrate=max'];
    const status = '--term-status-msg=F=${estimated-frame-number}';
    const mpv = process.env['PROMPTREEL_TEST_MPV'] ?? 'mpv';
    const played = await run(mpv, [...quiet, status, video.playback?.hls_url ?? '']);
    const stdout = `${played.stdout}${played.stderr}`;
    expect(stdout).not.toMatch(/error/i);
    const frames = [...stdout.matchAll(/F=(\d+)/g)].map(([, n]) => Number(n));
    expect(Math.max(...frames)).toBeGreaterThanOrEqual(22);
  });

  test('is served with ranges, types and caching that a player and a CDN need', async () => {
    const url = video.playback?.hls_url ?? '';
    const master = await fetch(url);
    expect(master.headers.get('content-type')).toContain('application/vnd.apple.mpegurl');
    expect(master.headers.get('access-control-allow-origin')).toBe('*');
    const [variant = ''] = (await master.text())
      .split('\n')
      .filter((line) => line.endsWith('index.m3u8'));
    const segment = new URL('seg-00001.m4s', new URL(variant, url)).href;
    const part = await fetch(segment, { headers: { range: 'bytes=0-99' } });
    expect(part.status).toBe(206);
    expect((await part.arrayBuffer()).byteLength).toBe(100);
    expect(part.headers.get('cache-control')).toContain('immutable');
    const again = await fetch(segment, {
      headers: { 'if-none-match': part.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
  });
});

describe('the run in Temporal', () => {
  test('has a history that stays small', async () => {
    const events = await eventsOf(await stack.temporal(), video.id);
    expect(events.length).toBeLessThan(150);
    expect(largestPayload(events)).toBeLessThanOrEqual(4_000);
  });

  test('holds no word of the prompt', async () => {
    const text = textOf(await eventsOf(await stack.temporal(), video.id));
    // What it does hold, so that a reader of nothing at all would be noticed.
    expect(text).toContain('local/painter');
    expect(text).not.toContain('lighthouse');
  });

  test('can be found by tenant, model and outcome', async () => {
    const client = await stack.temporal();
    const query = `VideoTenant = 'default' AND VideoModel = 'local/painter' AND VideoOutcome = 'published'`;
    const found: string[] = [];
    for await (const each of client.workflow.list({ query })) found.push(each.workflowId);
    expect(found).toContain(video.id);
  });

  test('tells its stages to whoever reads the summaries alone', async () => {
    const client = await stack.temporal();
    const events = await eventsOf(client, video.id);
    const summaries = events
      .map((event) => event.userMetadata?.summary?.data)
      .filter((data) => data !== undefined && data !== null)
      .map((data): string => JSON.parse(Buffer.from(data).toString()));
    expect(summaries).toContain('take 1 of 3: submit to local/painter');
    expect(summaries).toContain('make version 1 visible');
  });
});

test('the same answer is given once Temporal has forgotten the run', async () => {
  const before = await call(stack, 'GET', `/v1/videos/${video.id}`);
  const client = await stack.temporal();
  await client.workflowService.deleteWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: video.id },
  });
  const after = await call(stack, 'GET', `/v1/videos/${video.id}`);
  expect(after.body).toEqual(before.body);
});

test('nothing is left in scratch space', async () => {
  expect(await scratchLeft(stack)).toEqual([]);
});

test('fifty requests at once under one Idempotency-Key make one video', async () => {
  const body = {
    prompt: 'fifty at once',
    size: '64x36',
    duration: 1,
    frame_rate: 8,
    variations: 1,
  };
  const headers = { 'idempotency-key': crypto.randomUUID() };
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => call(stack, 'POST', '/v1/videos', body, headers)),
  );
  expect(new Set(answers.map(({ body: { id } }) => id)).size).toBe(1);
  expect(answers.every(({ status }) => status === 202 || status === 200)).toBe(true);
  const listed = await call<{ data: Video[] }>(stack, 'GET', '/v1/videos?limit=100');
  expect(listed.body.data).toHaveLength(2);
});

test('a deleted video is gone everywhere, and its objects with it', async () => {
  const url = video.playback?.hls_url ?? '';
  expect((await call(stack, 'DELETE', `/v1/videos/${video.id}`)).status).toBe(204);
  for (const path of [`/v1/videos/${video.id}`, `/watch/${video.id}`]) {
    expect((await fetch(`${stack.url}${path}`)).status).toBe(404);
  }
  expect((await fetch(url)).status).toBe(404);
});
