import { randomUUID } from 'node:crypto';
import type {
  Experimental_VideoModelV4 as VideoModelV4,
  Experimental_VideoModelV4CallOptions as CallOptions,
  SharedV4Warning,
} from '@ai-sdk/provider';
import { fit } from '../../../domain/models/fit.ts';
import { parseModelName } from '../../../domain/models/model-name.ts';
import type { ModelRow } from '../../../domain/models/model-row.ts';
import type { Wish } from '../../../domain/models/wish.ts';
import { REQUEST_DEFAULTS } from '../../../domain/video/request.ts';
import type { GenerationRequest, Generator, PurchaseIntent, SentImage } from '../generator.ts';
import { GeneratorFailure } from '../kit/generator-failure.ts';
import type { GeneratorNet } from '../kit/http.ts';
import { fetchClip } from './fetch-clip.ts';

type StartOptions = CallOptions & { webhookUrl?: string };

/**
 * One of our generators for the AI SDK's own functions. The row says what the model can do, so that
 * what it cannot is refused before it costs anything, and what was left out is its nearest default.
 * Hands out bytes and no link: the SDK downloads links without their key, and none from a private
 * address, where one's own server usually is.
 */
export function asVideoModel(
  generator: Generator,
  row: ModelRow,
  { net, now = () => new Date() }: { net: Pick<GeneratorNet, 'request'>; now?: () => Date },
): VideoModelV4 {
  const { account, model } = parseModelName(row.id) ?? { account: row.id, model: row.id };
  const response = () => ({ timestamp: now(), modelId: model, headers: undefined });
  return {
    specificationVersion: 'v4',
    provider: account,
    modelId: model,
    maxVideosPerCall: 1,
    handleWebhookOption: async ({ webhook }) => {
      const { url, received } = await webhook();
      return { webhookUrl: url, received };
    },
    async doStart(options: StartOptions) {
      const request = readRequest(row, account, options);
      const { operation } = await generator.submit(intentOf(options, request, now()), {
        signal: signalOf(options.abortSignal),
      });
      return { operation, warnings: warningsOf(options), response: response() };
    },
    async doStatus({ operation, abortSignal }) {
      const signal = signalOf(abortSignal);
      const status = await generator.status(operation, { signal });
      switch (status.status) {
        case 'pending':
          return { status: 'pending', response: response() };
        case 'failed': {
          const { message: error, code, kind, billed, retryable } = status.failure;
          const providerMetadata = { [account]: { code, kind, billed, retryable } };
          return { status: 'error', error, providerMetadata, response: response() };
        }
        case 'completed': {
          const video = await fetchClip(net, await generator.media(operation, { signal }), signal);
          if (video === null) return { status: 'pending', response: response() };
          return { status: 'completed', videos: [video], warnings: [], response: response() };
        }
        default:
          return status satisfies never;
      }
    },
  };
}

function intentOf(
  options: StartOptions,
  request: GenerationRequest,
  attemptedAt: Date,
): PurchaseIntent {
  const { webhookUrl } = options;
  return {
    reference: referenceOf(options),
    attemptedAt,
    request,
    isClaimed: async () => false,
    ...(webhookUrl === undefined ? {} : { webhookUrl }),
  };
}

function signalOf(signal: AbortSignal | undefined): AbortSignal {
  return signal ?? new AbortController().signal;
}

function readRequest(row: ModelRow, account: string, options: CallOptions): GenerationRequest {
  const fitted = fit(row, { units: {} }, readWish(row, options));
  if (fitted.status === 'faults') {
    const faults = fitted.faults.map(({ pointer, detail }) => `${pointer.slice(1)}: ${detail}`);
    throw new GeneratorFailure({
      code: 'generator_invalid_request',
      kind: 'INVALID_REQUEST',
      message: faults.join(' '),
      retryable: false,
      billed: 'no',
      sent: 'no',
    });
  }
  const { shape, as } = fitted.route;
  const image = options.image ?? firstFrame(options);
  return {
    prompt: options.prompt ?? '',
    width: shape.width,
    height: shape.height,
    duration: shape.duration ?? REQUEST_DEFAULTS.duration,
    frameRate: shape.frameRate ?? REQUEST_DEFAULTS.frameRate,
    audio: shape.audio,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(image === undefined ? {} : { image: readImage(image) }),
    as: { ...as, ...options.providerOptions[account] },
  };
}

function readWish(row: ModelRow, options: CallOptions): Wish {
  const [width, height] = options.resolution?.split('x').map(Number) ?? [];
  const given = new Set<'size' | 'duration' | 'frame_rate'>();
  if (options.resolution !== undefined) given.add('size');
  if (options.duration !== undefined) given.add('duration');
  if (options.fps !== undefined) given.add('frame_rate');
  return {
    model: row.id,
    prompt: options.prompt ?? '',
    width: width ?? REQUEST_DEFAULTS.width,
    height: height ?? REQUEST_DEFAULTS.height,
    duration: options.duration ?? REQUEST_DEFAULTS.duration,
    frameRate: options.fps ?? REQUEST_DEFAULTS.frameRate,
    audio: options.generateAudio ?? REQUEST_DEFAULTS.audio,
    negativePrompt: false,
    image: (options.image ?? firstFrame(options)) !== undefined,
    lastImage: false,
    given,
  };
}

function warningsOf({ aspectRatio, resolution, inputReferences, frameImages = [] }: CallOptions) {
  const ignored = [
    ...(aspectRatio !== undefined && resolution === undefined ? ['aspectRatio'] : []),
    ...(inputReferences?.length ? ['inputReferences'] : []),
    ...(frameImages.some((frame) => frame.frameType === 'last_frame')
      ? ['frameImages.last_frame']
      : []),
  ];
  return ignored.map((feature): SharedV4Warning => ({ type: 'unsupported', feature }));
}

function firstFrame({ frameImages = [] }: CallOptions): CallOptions['image'] {
  return frameImages.find((frame) => frame.frameType === 'first_frame')?.image;
}

function readImage(image: NonNullable<CallOptions['image']>): SentImage {
  if (image.type === 'url') return { url: image.url };
  const { data, mediaType } = image;
  return { bytes: typeof data === 'string' ? Buffer.from(data, 'base64') : data, mediaType };
}

/** The SDK's own key, the same for each of its attempts. */
function referenceOf({ headers = {} }: CallOptions): string {
  const entry = Object.entries(headers).find(([name]) => name.toLowerCase() === 'idempotency-key');
  return entry?.[1] ?? randomUUID();
}
