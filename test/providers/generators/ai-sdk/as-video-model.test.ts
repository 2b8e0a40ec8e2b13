import { experimental_startVideo as startVideo } from 'ai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SeenRequest } from '../../../../simulators/hostile/serve.ts';
import { type ModelRow, openRow } from '../../../../domain/models/model-row.ts';
import { createNet } from '../../../../net/net.ts';
import { asVideoModel } from '../../../../providers/generators/ai-sdk/as-video-model.ts';
import { type Program, startProgram } from '../../../simulators/program.ts';
import { intent, openServer, settle, signal } from '../opened.ts';
import { jsonAt } from '../../../json-at.ts';

let program: Program;
beforeAll(async () => {
  program = await startProgram('hostile/main.ts');
});
afterAll(() => program.stop());

const server = (format: 'json' | 'multipart') => openServer(program.url, { format });
const modelOf = (name: string, row: Partial<ModelRow> = {}) =>
  asVideoModel(server('json').generator(name), { ...openRow(`test/${name}`), ...row }, deps());
const deps = () => ({ net: createNet({ allowHosts: [new URL(program.url).host] }) });

it('hands out a clip that lies in a bucket', async () => {
  const generator = server('json').generator('cloud-url');
  const { operation } = await generator.submit(intent(), { signal: signal() });
  await settle(generator, operation);
  const status = await modelOf('cloud-url').doStatus?.({ operation });
  expect(status).toMatchObject({ status: 'completed', videos: [{ type: 'binary' }] });
});

async function creates(): Promise<number> {
  const seen = await jsonAt<SeenRequest[]>(`${program.url}/_requests`);
  return seen.filter(({ method }) => method === 'POST').length;
}

async function lastCreate(): Promise<SeenRequest | undefined> {
  const seen = await jsonAt<SeenRequest[]>(`${program.url}/_requests`);
  return seen.findLast(({ method }) => method === 'POST');
}

it('hands the SDK wishes on, fits what nobody asked for, and warns of what it cannot do', async () => {
  const shapes = [{ width: 64, height: 36, as: { resolution: 'tiny' } }];
  const model = modelOf('good', { shapes, frameRate: 12 });
  const started = await startVideo({
    model,
    prompt: 'a lake',
    aspectRatio: '16:9',
    duration: 1,
    providerOptions: { test: { guidance_scale: 7 } },
  });
  expect(started.warnings).toEqual([{ type: 'unsupported', feature: 'aspectRatio' }]);
  expect((await lastCreate())?.fields).toMatchObject({
    model: 'good',
    prompt: 'a lake',
    seconds: '1',
    size: '64x36',
    fps: 12,
    resolution: 'tiny',
    guidance_scale: 7,
  });
});

it('buys nothing when the row says that it cannot be made', async () => {
  const durations = { kind: 'list', values: [4, 6, 8], default: 6 } as const;
  const model = modelOf('good', { durations });
  const before = await creates();
  await expect(startVideo({ model, prompt: 'a lake', duration: 5 })).rejects.toThrow(
    'duration: Must be one of 4, 6, 8.',
  );
  expect(await creates()).toBe(before);
});

it('does not buy again on its own when the answer is lost, though the SDK would', async () => {
  const model = modelOf('lost-answer');
  await expect(startVideo({ model, prompt: 'a lake', maxRetries: 2 })).rejects.toThrow();
  const seen = await jsonAt<SeenRequest[]>(`${program.url}/_requests`);
  expect(seen.filter(({ fields }) => fields?.['model'] === 'lost-answer')).toHaveLength(1);
});

it("tells the SDK a failure in words, with its kind in the model's own metadata", async () => {
  const generator = server('json').generator('fails-with-reason');
  const { operation } = await generator.submit(intent(), { signal: signal() });
  await settle(generator, operation);
  expect(await modelOf('fails-with-reason').doStatus?.({ operation })).toMatchObject({
    status: 'error',
    error: 'The generator refused the content: The clip was found indecent.',
    providerMetadata: { test: { code: 'generator_refused', kind: 'MODERATED_OUTPUT' } },
  });
});

it.each(['expired-link', 'early-content', 'not-ready-400'])(
  'is pending for the SDK until "%s" has passed',
  async (name) => {
    const generator = server('json').generator(name);
    const { operation } = await generator.submit(intent(), { signal: signal() });
    await settle(generator, operation);
    const model = modelOf(name);
    const status = () => model.doStatus?.({ operation });
    expect(await status()).toMatchObject({ status: 'pending' });
    await expect.poll(status).toMatchObject({ status: 'completed' });
  },
);
