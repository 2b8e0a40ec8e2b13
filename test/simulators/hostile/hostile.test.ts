import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SeenRequest } from '../../../simulators/hostile/serve.ts';
import { type Program, startProgram } from '../program.ts';
import { jsonAt } from '../../json-at.ts';

const run = promisify(execFile);
let program: Program;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hostile-test-'));
  program = await startProgram('hostile/main.ts');
});
afterAll(async () => {
  await program.stop();
  await rm(directory, { recursive: true });
});

/** The id of a job that says it is completed. */
async function made(model: string, more: object = {}): Promise<string> {
  const body = { model, prompt: 'p', size: '128x72', seconds: '2', fps: 10, ...more };
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  const { id } = await jsonAt<{ id: string }>(`${program.url}/v1/videos`, init);
  await expect
    .poll(async () => (await fetch(`${program.url}/v1/videos/${id}`)).json(), { timeout: 10_000 })
    .toMatchObject({ status: 'completed' });
  return id;
}

const content = (id: string, init: RequestInit = {}) =>
  fetch(`${program.url}/v1/videos/${id}/content`, init);

async function probe(bytes: Uint8Array) {
  const file = join(directory, 'clip.mp4');
  await writeFile(file, bytes);
  const args = '-v error -show_entries stream=codec_type,width,height,duration -of json'.split(' ');
  const { stdout } = await run('ffprobe', [...args, file]);
  const { streams }: { streams: { [name: string]: unknown }[] } = JSON.parse(stdout);
  return streams;
}

describe('the hostile server', () => {
  it('makes a clip that is right in every way when it is good', async () => {
    const id = await made('good', { generate_sound: true });
    const [picture, sound] = await probe(await (await content(id)).bytes());
    expect(picture).toMatchObject({ codec_type: 'video', width: 128, height: 72 });
    expect(Number(picture?.['duration'])).toBeCloseTo(2, 1);
    expect(sound).toMatchObject({ codec_type: 'audio' });
  });

  it('makes readable clips of another size and another length', async () => {
    const [small] = await probe(await (await content(await made('wrong-size'))).bytes());
    expect(small).toMatchObject({ width: 64, height: 36 });
    const [long] = await probe(await (await content(await made('wrong-duration'))).bytes());
    expect(Number(long?.['duration'])).toBeCloseTo(5, 1);
  });

  it.each([
    ['playlist', 'video/mp4', /^#EXTM3U/],
    ['html', 'video/mp4', /^<!doctype html>/],
    ['wrong-type', 'image/png', /PNG/],
    ['empty', 'video/mp4', /^$/],
  ])('sends for %s what is no clip', async (model, type, start) => {
    const response = await content(await made(model));
    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.text()).toMatch(start);
  });

  it('cuts a clip short so that nobody can read it', async () => {
    const bytes = await (await content(await made('truncated'))).bytes();
    await expect(probe(bytes)).rejects.toThrow(/moov atom not found/);
  });

  it('hangs up half-way through an announced length', async () => {
    await expect((await content(await made('truncated-wire'))).bytes()).rejects.toThrow();
  });

  it('goes on for ever until the reader has had enough', async () => {
    const abort = new AbortController();
    const response = await content(await made('endless'), { signal: abort.signal });
    let read = 0;
    const reading = async () => {
      for await (const chunk of response.body ?? []) {
        read += chunk.length;
        if (read > 2_000_000) abort.abort();
      }
    };
    await expect(reading()).rejects.toThrow(/abort/);
    expect(read).toBeGreaterThan(2_000_000);
  });

  it('knows who was led into its trap', async () => {
    await content(await made('redirect-loopback'));
    const seen = await jsonAt<SeenRequest[]>(`${program.url}/_requests`);
    expect(seen.filter(({ trap }) => trap)).toMatchObject([{ path: '/clip.mp4' }]);
  });

  it('lets a link expire twice before it gives the clip', async () => {
    const id = await made('expired-link');
    const answers = [await content(id), await content(id), await content(id)];
    expect(answers.map(({ status }) => status)).toEqual([404, 410, 200]);
    for (const { body } of answers) await body?.cancel();
  });
});
