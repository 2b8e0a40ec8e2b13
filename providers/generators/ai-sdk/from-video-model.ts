import { createHash } from 'node:crypto';
import type {
  Experimental_VideoModelV4 as VideoModelV4,
  Experimental_VideoModelV4CallOptions as CallOptions,
  Experimental_VideoModelV4VideoData as VideoData,
  JSONValue,
} from '@ai-sdk/provider';
import * as z from 'zod';
import { asObject } from '../kit/foreign-json.ts';
import type { GeneratedMedia, Generator, PurchaseIntent } from '../generator.ts';
import { GeneratorFailure } from '../kit/generator-failure.ts';
import { failed, readFailure, submitFailure } from './video-model-failures.ts';

/**
 * Any video model of the AI SDK, as it is, as a generator. It lacks what the SDK's interface lacks:
 * no cancel, no lookup after a lost answer, no progress, and failures that are a bare sentence.
 */
export function fromVideoModel(model: VideoModelV4): Generator {
  return {
    async submit(intent, { signal }) {
      const operation = await start(model, intent, signal);
      return { status: 'accepted', operation, jobId: jobIdOf(operation) };
    },
    async status(operation, { signal }) {
      const now = await check(model, operation, signal);
      switch (now.status) {
        case 'pending':
          return {
            status: 'pending',
            phase: null,
            progress: null,
            retryAfterSeconds: null,
            remark: null,
          };
        case 'completed':
          return { status: 'completed' };
        case 'error':
          return { status: 'failed', failure: failed(now.error) };
        default:
          return now satisfies never;
      }
    },
    async media(operation, { signal }) {
      const now = await check(model, operation, signal);
      const video = now.status === 'completed' ? now.videos[0] : undefined;
      if (now.status === 'error') throw new GeneratorFailure(failed(now.error));
      if (!video) throw new GeneratorFailure(failed('it delivered no video'));
      return deliver(video);
    },
  };
}

async function start(
  model: VideoModelV4,
  intent: PurchaseIntent,
  signal: AbortSignal,
): Promise<JSONValue> {
  const options = callOptions(model, intent, signal);
  const { webhookUrl } = intent;
  try {
    if (model.doStart && model.doStatus) {
      const calls = model.handleWebhookOption !== undefined && webhookUrl !== undefined;
      const started = await model.doStart(calls ? { ...options, webhookUrl } : options);
      return { started: started.operation };
    }
    const videos = (await model.doGenerate?.(options))?.videos ?? [];
    const links = videos.filter((video) => video.type === 'url');
    // Bytes cannot go through the workflow's history; a link can.
    if (links.length > 0) return { generated: links };
  } catch (error) {
    throw submitFailure(error, intent.request);
  }
  throw new GeneratorFailure({
    ...failed('this model can only hand over bytes, which is not supported'),
    billed: 'yes',
  });
}

function callOptions(
  { provider }: VideoModelV4,
  { request, reference }: PurchaseIntent,
  abortSignal: AbortSignal,
): CallOptions {
  const { width, height, image, as = {} } = request;
  return {
    prompt: request.prompt,
    n: 1,
    aspectRatio: undefined,
    resolution: `${width}x${height}`,
    duration: request.duration,
    fps: request.frameRate,
    seed: request.seed,
    image: image && ('url' in image ? { type: 'url', ...image } : fileOf(image)),
    frameImages: undefined,
    inputReferences: undefined,
    generateAudio: request.audio,
    // The SDK's word is pixels; the catalogue knows where a provider has others for them.
    providerOptions: { [provider.split('.', 1)[0] ?? provider]: as },
    abortSignal,
    // What the SDK itself sends; few providers look at it, none is harmed by it.
    headers: { 'idempotency-key': reference },
  };
}

function fileOf({ bytes, mediaType }: { bytes: Uint8Array; mediaType: string }) {
  return { type: 'file' as const, mediaType, data: bytes };
}

type Checked =
  | { status: 'pending' }
  | { status: 'completed'; videos: VideoData[] }
  | { status: 'error'; error: string };

/** What `start` hands out: the model's own operation, or links that are there already. */
const StartedJob = z.object({
  started: z.json().optional(),
  generated: z
    .array(z.object({ type: z.literal('url'), url: z.string(), mediaType: z.string() }))
    .optional(),
});

async function check(
  model: VideoModelV4,
  operation: JSONValue,
  abortSignal: AbortSignal,
): Promise<Checked> {
  // Written by `start`, so their shape is our own.
  const { generated, started } = StartedJob.safeParse(operation).data ?? {};
  if (generated) return { status: 'completed', videos: generated };
  if (started === undefined || !model.doStatus) {
    throw new GeneratorFailure(failed('the record of its job cannot be read'));
  }
  try {
    return await model.doStatus({ operation: started, abortSignal });
  } catch (error) {
    throw readFailure(error);
  }
}

function deliver(video: VideoData): GeneratedMedia {
  switch (video.type) {
    case 'url':
      return { kind: 'link', url: video.url, headers: {} };
    case 'base64':
      return {
        kind: 'bytes',
        bytes: Buffer.from(video.data, 'base64'),
        mediaType: video.mediaType,
      };
    case 'binary':
      return { kind: 'bytes', bytes: video.data, mediaType: video.mediaType };
    case 'uploaded':
      throw new GeneratorFailure(failed('it put the video somewhere else'));
    default:
      return video satisfies never;
  }
}

/** The provider's own id where the operation is one or holds one, else a name made of all of it. */
function jobIdOf(operation: JSONValue): string {
  const started = asObject(operation)?.['started'];
  if (typeof started === 'string') return started;
  const fields = asObject(started);
  for (const name of ['id', 'taskId', 'task_id', 'requestId', 'request_id', 'name']) {
    const id = fields?.[name];
    if (typeof id === 'string') return id;
  }
  return createHash('sha256').update(JSON.stringify(operation)).digest('hex').slice(0, 32);
}
