import { APICallError, type Experimental_VideoModelV4 as VideoModelV4 } from '@ai-sdk/provider';
import { describe, expect, it } from 'vitest';
import { openRow } from '../../../../domain/models/model-row.ts';
import { createNet } from '../../../../net/net.ts';
import { asVideoModel } from '../../../../providers/generators/ai-sdk/as-video-model.ts';
import { fromVideoModel } from '../../../../providers/generators/ai-sdk/from-video-model.ts';
import { startProgram } from '../../../simulators/program.ts';
import { failureOf, intent, openServer, REQUEST, settle, signal } from '../opened.ts';

const response = { timestamp: new Date(0), modelId: 'm', headers: undefined };
const url = 'https://cdn.example/clip.mp4';

/** As small as a model of the AI SDK may be. */
function model(more: Partial<VideoModelV4>): VideoModelV4 {
  return {
    specificationVersion: 'v4',
    provider: 'someone',
    modelId: 'm',
    maxVideosPerCall: 1,
    doStart: async () => ({ operation: { id: 'task-7' }, warnings: [], response }),
    doStatus: async () => ({
      status: 'completed',
      videos: [{ type: 'url', url, mediaType: 'video/mp4' }],
      warnings: [],
      response,
    }),
    ...more,
  };
}

const submit = (more: Partial<VideoModelV4>) =>
  fromVideoModel(model(more)).submit(intent(), { signal: signal() });

const failing: VideoModelV4['doStatus'] = async () => ({
  status: 'error',
  error: 'out of memory',
  response,
});

const apiError = (statusCode: number | undefined, data?: unknown) =>
  new APICallError({
    message: `refused: ${REQUEST.prompt}`,
    url,
    requestBodyValues: {},
    ...(statusCode === undefined ? {} : { statusCode }),
    data,
  });

function throwing(error: Error) {
  return async (): Promise<never> => {
    throw error;
  };
}

describe('any video model of the AI SDK', () => {
  it('is asked with everything that its interface has room for', async () => {
    let asked: unknown;
    const doStart: VideoModelV4['doStart'] = async (options) => {
      asked = options;
      return { operation: 'task-7', warnings: [], response };
    };
    const image = { bytes: Uint8Array.of(1), mediaType: 'image/png' };
    const as = { resolution: '720p' };
    const made = intent({ request: { ...REQUEST, image, as }, webhookUrl: 'https://we.example/h' });
    const generator = fromVideoModel(model({ doStart }));
    expect(await generator.submit(made, { signal: signal() })).toMatchObject({ jobId: 'task-7' });
    expect(asked).toMatchObject({
      providerOptions: { someone: { resolution: '720p' } },
      prompt: REQUEST.prompt,
      resolution: '128x72',
      duration: 1,
      fps: 8,
      seed: 11,
      generateAudio: false,
      image: { type: 'file', mediaType: 'image/png' },
      headers: { 'idempotency-key': 'vid_x/0/1' },
    });
    // It has no webhook of its own, so it must not be given ours.
    expect(asked).not.toHaveProperty('webhookUrl');
  });

  it('hands over its link', async () => {
    const generator = fromVideoModel(model({}));
    const { operation, jobId } = await submit({});
    expect(jobId).toBe('task-7');
    expect(await generator.status(operation, { signal: signal() })).toEqual({
      status: 'completed',
    });
    expect(await generator.media(operation, { signal: signal() })).toEqual({
      kind: 'link',
      url,
      headers: {},
    });
  });

  it('that can only generate in one go keeps its link in the operation', async () => {
    const videos = [{ type: 'url' as const, url, mediaType: 'video/mp4' }];
    const doGenerate = async () => ({ videos, warnings: [], response });
    const { provider, modelId } = model({});
    const base = { specificationVersion: 'v4', provider, modelId, maxVideosPerCall: 1 } as const;
    const generator = fromVideoModel({ ...base, doGenerate });
    const { operation } = await generator.submit(intent(), { signal: signal() });
    const kept = JSON.parse(JSON.stringify(operation));
    expect(await generator.media(kept, { signal: signal() })).toMatchObject({ url });
  });

  it('ends failed with its bare sentence', async () => {
    const generator = fromVideoModel(model({ doStatus: failing }));
    const { operation } = await submit({});
    expect(await generator.status(operation, { signal: signal() })).toMatchObject({
      status: 'failed',
      failure: { code: 'generator_failed', message: 'The generator failed: out of memory.' },
    });
  });

  it.each([
    [apiError(400), 'generator_invalid_request'],
    [apiError(400, { error: { code: 'moderation_blocked' } }), 'generator_refused'],
    [apiError(401), 'generator_auth'],
    [apiError(503), 'outcome_unknown'],
    [apiError(undefined), 'outcome_unknown'],
    [new TypeError('fetch failed'), 'outcome_unknown'],
  ])('that throws at a create: %s is %s, without the prompt', async (error, code) => {
    const failure = await failureOf(submit({ doStart: throwing(error) }));
    expect(failure).toMatchObject({ code, retryable: false });
    expect(failure.message).not.toContain(REQUEST.prompt);
  });

  it.each([
    [503, 'TRANSIENT'],
    [401, 'AUTH'],
    [404, 'NOT_FOUND'],
  ])('is not at fault when a read of it fails with HTTP %i', async (status, kind) => {
    const generator = fromVideoModel(model({ doStatus: throwing(apiError(status)) }));
    const read = generator.status({ started: 'task-7' }, { signal: signal() });
    expect(await failureOf(read)).toMatchObject({ kind, retryable: true });
  });

  it('may be one of ours', async () => {
    const program = await startProgram('hostile/main.ts');
    const net = createNet({ allowHosts: [new URL(program.url).host] });
    const ours = openServer(program.url).generator('good');
    const generator = fromVideoModel(asVideoModel(ours, openRow('test/good'), { net }));
    const { operation } = await generator.submit(intent(), { signal: signal() });
    expect(await settle(generator, operation)).toEqual({ status: 'completed' });
    const media = await generator.media(operation, { signal: signal() });
    if (media.kind !== 'bytes') throw new Error('expected bytes');
    expect(Buffer.from(media.bytes).toString('latin1', 4, 8)).toBe('ftyp');
    await program.stop();
  });
});
