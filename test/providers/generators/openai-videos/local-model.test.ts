import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  experimental_generateVideo as generateVideo,
  experimental_getVideoStatus as getVideoStatus,
  experimental_startVideo as startVideo,
} from 'ai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRow } from '../../../../domain/models/model-row.ts';
import { createNet } from '../../../../net/net.ts';
import { asVideoModel } from '../../../../providers/generators/ai-sdk/as-video-model.ts';
import { type Program, startProgram } from '../../../simulators/program.ts';
import { failureOf, intent, openServer, REQUEST, settle, signal } from '../opened.ts';

const API_KEY = 'a-key-of-the-test';
let data: string;
let program: Program;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'generator-test-'));
  program = await startProgram('openai-videos/main.ts', ['--data', data, '--api-key', API_KEY]);
});
afterAll(async () => {
  await program.stop();
  await rm(data, { recursive: true });
});

const server = (format: 'json' | 'multipart' = 'json') =>
  openServer(program.url, { format, apiKey: API_KEY });

async function creates(reference: string): Promise<{ job: string; outcome: string }[]> {
  const lines = (await readFile(join(data, 'creates.log'), 'utf8')).trim().split('\n');
  return lines
    .map((line) => JSON.parse(line))
    .filter((line) => line.metadata?.promptreel_reference === reference);
}

describe.each(['json', 'multipart'] as const)('the local model server by %s', (format) => {
  it('makes a take from submit to bytes, with sound and a first frame', async () => {
    const generator = server(format).generator('painter');
    const bytes = await readFile(new URL('../../../simulators/one-pixel.png', import.meta.url));
    const image = { bytes, mediaType: 'image/png' };
    const request = { ...REQUEST, audio: true, negativePrompt: 'people', image };
    const reference = `vid_${format}/0/1`;
    const { operation, jobId } = await generator.submit(intent({ request, reference }), {
      signal: signal(),
    });
    expect(JSON.parse(JSON.stringify(operation))).toEqual(operation);
    expect(JSON.stringify(operation)).not.toContain(API_KEY);
    expect(await settle(generator, operation)).toEqual({ status: 'completed' });
    const media = await generator.media(operation, { signal: signal() });
    if (media.kind !== 'link') throw new Error('expected a link');
    const { url, headers } = media;
    const clip = await fetch(url, { headers });
    expect(clip.headers.get('content-type')).toBe('video/mp4');
    expect((await clip.bytes()).length).toBeGreaterThan(1000);
    const job = await fetch(`${program.url}/v1/videos/${jobId}`, { headers });
    expect(await job.json()).toMatchObject({
      prompt: REQUEST.prompt,
      negative_prompt: 'people',
      seconds: '1',
      size: '128x72',
      fps: 8,
      seed: 11,
      generate_sound: true,
      metadata: { promptreel_reference: reference },
    });
  });

  it('asks for seconds that are not whole in frames as well', async () => {
    const request = { ...REQUEST, duration: 1.5 };
    const made = intent({ request, reference: `half/${format}` });
    const { jobId } = await server(format).generator('default').submit(made, { signal: signal() });
    const headers = { authorization: `Bearer ${API_KEY}` };
    const job = await fetch(`${program.url}/v1/videos/${jobId}`, { headers });
    expect(await job.json()).toMatchObject({ seconds: '1.5', model: 'painter' });
  });
});

it('buys once however often one reference is submitted', async () => {
  const generator = server().generator('painter');
  const again = () => generator.submit(intent({ reference: 'once' }), { signal: signal() });
  const jobs = await Promise.all([again(), again(), again()]);
  expect(new Set(jobs.map(({ jobId }) => jobId)).size).toBe(1);
  const log = await creates('once');
  expect(log.filter((line) => line.outcome === 'accepted')).toHaveLength(1);
});

it('finds the job of a lost answer by its reference, among others just like it', async () => {
  const generator = server().generator('painter');
  const made = intent({ reference: 'lost' });
  await generator.submit(intent({ reference: 'twin' }), { signal: signal() });
  const { jobId } = await generator.submit(made, { signal: signal() });
  await expect(generator.reconcile?.(made, { signal: signal() })).resolves.toMatchObject({
    status: 'found',
    jobId,
  });
});

it('may send again what is not found, since the server declares that it honours the key', async () => {
  const never = intent({ reference: 'never sent' });
  const answer = await server().generator('painter').reconcile?.(never, { signal: signal() });
  expect(answer).toEqual({ status: 'absent_safe_to_repeat' });
});

it('stops a job when it is cancelled, and does not mind a second time', async () => {
  const generator = server().generator('painter');
  const request = { ...REQUEST, width: 1280, height: 720, duration: 60 };
  const { operation } = await generator.submit(intent({ request, reference: 'stop' }), {
    signal: signal(),
  });
  await generator.cancel?.(operation, { signal: signal() });
  await generator.cancel?.(operation, { signal: signal() });
  const { operation: next } = await generator.submit(intent({ reference: 'next' }), {
    signal: signal(),
  });
  expect(await settle(generator, next)).toEqual({ status: 'completed' });
});

it('names the field that the server refuses and not the prompt', async () => {
  const request = { ...REQUEST, duration: 600 };
  const refused = intent({ request, reference: 'too long' });
  const failure = await failureOf(
    server().generator('painter').submit(refused, { signal: signal() }),
  );
  expect(failure).toMatchObject({
    code: 'generator_invalid_request',
    retryable: false,
    billed: 'no',
    message: expect.stringContaining("'seconds' must be from 1 to 60"),
  });
  expect(failure.message).not.toContain('secret sky');
});

it('tells a wrong key from everything else', async () => {
  const generator = openServer(program.url, { apiKey: 'wrong' }).generator('painter');
  expect(await failureOf(generator.submit(intent(), { signal: signal() }))).toMatchObject({
    code: 'generator_auth',
    billed: 'no',
  });
});

it('may repeat a create that never left, because nobody listens', async () => {
  const generator = openServer('http://127.0.0.1:9').generator('painter');
  expect(await failureOf(generator.submit(intent(), { signal: signal() }))).toMatchObject({
    code: 'generator_failed',
    kind: 'TRANSIENT',
    retryable: true,
    sent: 'no',
    billed: 'no',
  });
});

describe('as a model of the AI SDK', () => {
  const asModel = (format: 'json' | 'multipart') => {
    const net = createNet({ allowHosts: [new URL(program.url).host] });
    return asVideoModel(server(format).generator('painter'), openRow('test/painter'), { net });
  };
  const wish = { prompt: 'a quiet lake', resolution: '128x72', duration: 1, fps: 8 } as const;

  it('makes a video with generateVideo alone', async () => {
    const model = asModel('multipart');
    const { videos } = await generateVideo({ model, ...wish, poll: { intervalMs: 100 } });
    expect(videos[0]?.mediaType).toBe('video/mp4');
    expect(Buffer.from(videos[0]?.uint8Array ?? []).toString('latin1', 4, 8)).toBe('ftyp');
  });

  it('starts now and tells the outcome later', async () => {
    const model = asModel('json');
    const { operation } = await startVideo({ model, ...wish, aspectRatio: '16:9' });
    await expect
      .poll(async () => (await getVideoStatus(model, { operation })).status, { timeout: 15_000 })
      .toBe('completed');
  });
});
