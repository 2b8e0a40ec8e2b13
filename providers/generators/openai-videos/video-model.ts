import { buffer } from 'node:stream/consumers';
import type {
  Experimental_VideoModelV4 as VideoModelV4,
  Experimental_VideoModelV4CallOptions as CallOptions,
  Experimental_VideoModelV4VideoData as VideoData,
  SharedV4Warning,
} from '@ai-sdk/provider';
import type { InputImage } from '../generator.ts';
import { type CreateFields, frameFields, modelField } from './create-fields.ts';
import type { ServerClientDeps } from './server-client.ts';
import { type JobStatusDeps, readJobStatus } from './job-status.ts';
import { readOperation, writeOperation } from './operation.ts';
import { unreachable, unreadable } from './read-failure.ts';

export interface VideoModelDeps extends JobStatusDeps {
  name: string;
  model: string;
  net: ServerClientDeps['net'];
}

/** As much as the AI SDK itself will download. */
const MAX_CLIP_BYTES = 2 * 1024 ** 3;

/**
 * The server for the AI SDK's own functions. Unlike our own path it hands out bytes, not a link:
 * the SDK downloads links without their key, and none from a private address, where such a server
 * usually is.
 */
export function openVideoModel(deps: VideoModelDeps): VideoModelV4 {
  const { name, model, client, now } = deps;
  const response = () => ({ timestamp: now(), modelId: model, headers: undefined });
  return {
    specificationVersion: 'v4',
    provider: name,
    modelId: model,
    maxVideosPerCall: 1,
    handleWebhookOption: async ({ webhook }) => {
      const { url, received } = await webhook();
      return { webhookUrl: url, received };
    },
    async doStart(options) {
      const { fields, warnings } = readOptions(name, model, options);
      const { 'idempotency-key': reference, ...headers } = lowercase(options.headers);
      const signal = options.abortSignal;
      const job = await client.create({ fields, reference, headers, signal });
      return { operation: writeOperation(job.id, now()), warnings, response: response() };
    },
    async doStatus({ operation, abortSignal }) {
      const status = await readJobStatus(deps, operation, abortSignal);
      switch (status.status) {
        case 'pending':
          return { status: 'pending', response: response() };
        case 'failed': {
          const { message: error, code, kind, billed, retryable } = status.failure;
          const providerMetadata = { [name]: { code, kind, billed, retryable } };
          return { status: 'error', error, providerMetadata, response: response() };
        }
        case 'completed': {
          const video = await fetchClip(deps, readOperation(operation).job, abortSignal);
          if (!video) return { status: 'pending', response: response() };
          return { status: 'completed', videos: [video], warnings: [], response: response() };
        }
        default:
          return status satisfies never;
      }
    },
  };
}

function readOptions(
  name: string,
  model: string,
  options: CallOptions & { webhookUrl?: string },
): { fields: CreateFields; warnings: SharedV4Warning[] } {
  const warnings: SharedV4Warning[] = [];
  const ignore = (feature: string) => warnings.push({ type: 'unsupported', feature });
  const { resolution, frameImages = [] } = options;
  if (options.aspectRatio !== undefined && resolution === undefined) ignore('aspectRatio');
  if (options.inputReferences?.length) ignore('inputReferences');
  if (frameImages.some((frame) => frame.frameType === 'last_frame'))
    ignore('frameImages.last_frame');
  const [width, height] = resolution?.split('x').map(Number) ?? [];
  const first = frameImages.find((frame) => frame.frameType === 'first_frame')?.image;
  return {
    warnings,
    fields: {
      values: {
        ...modelField(model),
        prompt: options.prompt,
        ...frameFields({ width, height, seconds: options.duration, fps: options.fps }),
        seed: options.seed,
        generate_sound: options.generateAudio,
        webhook_url: options.webhookUrl,
        ...options.providerOptions[name],
      },
      image: readImage(options.image ?? first),
    },
  };
}

function readImage(image: CallOptions['image']): InputImage | null {
  if (!image) return null;
  if (image.type === 'url') return { url: image.url };
  const { data, mediaType } = image;
  return { bytes: typeof data === 'string' ? Buffer.from(data, 'base64') : data, mediaType };
}

/**
 * Null while the server says "completed" but its content is not, or for a moment not, to be had.
 */
async function fetchClip(
  { net, client }: VideoModelDeps,
  id: string,
  signal: AbortSignal | undefined,
): Promise<VideoData | null> {
  const request = {
    url: client.contentUrl(id),
    headers: client.authorization,
    signal,
    limits: { totalTimeoutMs: 0, maxBytes: MAX_CLIP_BYTES },
    maxRedirects: 0,
  };
  const { status, headers, body } = await net.request(request).catch((error: unknown) => {
    throw unreachable(error);
  });
  if (status === 200) {
    const data = await buffer(body).catch((error: unknown) => {
      throw unreachable(error);
    });
    return { type: 'binary', data, mediaType: headers['content-type'] ?? 'video/mp4' };
  }
  body.destroy();
  if (status === 404 || status === 409 || status === 410) return null;
  throw unreadable(`it answered HTTP ${status} for the content`);
}

function lowercase(headers: CallOptions['headers']): Record<string, string> {
  const entries = Object.entries(headers ?? {}).map(([key, value]) => [key.toLowerCase(), value]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
