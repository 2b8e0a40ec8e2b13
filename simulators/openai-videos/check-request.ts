import { randomInt } from 'node:crypto';
import { ApiError, invalid } from './api-error.ts';
import type { JobRequest } from './job.ts';
import type { CreateBody, UploadedImage } from './read-body.ts';

export const MODEL = 'painter';
export const LIMITS = {
  side: { min: 16, max: 3840, multipleOf: 2 },
  seconds: { min: 1, max: 60 },
  fps: { min: 4, max: 60 },
  promptCharacters: 32_000,
} as const;

const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/webp'];
/** OpenAI's own limits for `metadata`. */
const METADATA = { pairs: 16, key: 64, value: 512 };

export interface CheckedCreate {
  request: JobRequest;
  image: UploadedImage | null;
  seedGiven: boolean;
}

/** Turns what came over the wire into a request, or throws the 400 that names the wrong field. */
export function checkRequest({ fields, image }: CreateBody): CheckedCreate {
  const model = text(fields, 'model') ?? MODEL;
  if (model !== MODEL) {
    const message = `The model does not exist here; this server has '${MODEL}'.`;
    throw new ApiError(400, 'model_not_found', message, { param: 'model' });
  }
  const prompt = text(fields, 'prompt');
  if (!prompt?.trim()) throw invalid('prompt', 'A prompt is required.');
  if (prompt.length > LIMITS.promptCharacters) throw invalid('prompt', 'The prompt is too long.');
  const seed = number(fields, 'seed');
  const fps = within(number(fields, 'fps') ?? 24, 'fps', LIMITS.fps);
  const request: JobRequest = {
    model,
    prompt,
    negativePrompt: text(fields, 'negative_prompt') ?? null,
    ...readSize(fields),
    fps,
    durationSeconds: readSeconds(fields, fps),
    // Drawn now, not when painting, so that a resumed job paints the same clip.
    seed: seed ?? randomInt(2 ** 31),
    audio: flag(fields, 'generate_sound') ?? false,
    metadata: readMetadata(fields),
    webhookUrl: readWebhookUrl(fields),
  };
  if (!Number.isSafeInteger(request.seed)) throw invalid('seed', 'The seed must be an integer.');
  return {
    request,
    image: checkImage(image ?? readImageReference(fields)),
    seedGiven: seed !== undefined,
  };
}

function readSize(fields: CreateBody['fields']): { width: number; height: number } {
  const size = text(fields, 'size');
  const match = size === undefined ? null : /^(\d{1,5})x(\d{1,5})$/i.exec(size);
  if (size !== undefined && !match) throw invalid('size', 'The size must look like 1280x720.');
  const width = number(fields, 'width') ?? Number(match?.[1] ?? 1280);
  const height = number(fields, 'height') ?? Number(match?.[2] ?? 720);
  if (match && (width !== Number(match[1]) || height !== Number(match[2]))) {
    throw invalid('size', 'The size contradicts width and height.');
  }
  for (const [name, side] of Object.entries({ width, height })) {
    within(side, name, LIMITS.side);
    if (side % LIMITS.side.multipleOf !== 0) throw invalid(name, `The ${name} must be even.`);
  }
  return { width, height };
}

function readSeconds(fields: CreateBody['fields'], fps: number): number {
  const frames = number(fields, 'num_frames');
  const seconds = frames === undefined ? (number(fields, 'seconds') ?? 4) : frames / fps;
  return within(seconds, frames === undefined ? 'seconds' : 'num_frames', LIMITS.seconds);
}

function readMetadata(fields: CreateBody['fields']): Record<string, string> | null {
  const value = object(fields, 'metadata');
  if (!value) return null;
  const pairs = Object.entries(value);
  if (pairs.length > METADATA.pairs) throw invalid('metadata', 'Too many metadata pairs.');
  return Object.fromEntries(
    pairs.map(([key, entry]) => {
      if (typeof entry !== 'string' || entry.length > METADATA.value || key.length > METADATA.key) {
        throw invalid('metadata', 'Metadata must be short strings.');
      }
      return [key, entry];
    }),
  );
}

function readWebhookUrl(fields: CreateBody['fields']): string | null {
  const value = text(fields, 'webhook_url');
  if (value === undefined) return null;
  const url = URL.parse(value);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw invalid('webhook_url', 'The webhook URL must be an http or https URL.');
  }
  return value;
}

/** `image_reference` or `input_reference` as `{image_url: 'data:image/…;base64,…'}`. */
function readImageReference(fields: CreateBody['fields']): UploadedImage | null {
  const name = fields['image_reference'] === undefined ? 'input_reference' : 'image_reference';
  const reference = object(fields, name);
  if (!reference) return null;
  const match = /^data:([\w/+.-]+);base64,([A-Za-z0-9+/=\s]+)$/.exec(
    String(reference['image_url']),
  );
  // A server that fetches what strangers name is a way into its network; this one fetches nothing.
  if (!match) throw invalid(name, 'The image must be a data: URL with base64 or an uploaded file.');
  return { mediaType: match[1] ?? '', bytes: Buffer.from(match[2] ?? '', 'base64') };
}

function checkImage(image: UploadedImage | null): UploadedImage | null {
  if (image && !IMAGE_TYPES.includes(image.mediaType)) {
    throw invalid('input_reference', `The image must be one of ${IMAGE_TYPES.join(', ')}.`);
  }
  return image;
}

function text(fields: CreateBody['fields'], name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalid(name, `'${name}' must be a string.`);
  return value;
}

function number(fields: CreateBody['fields'], name: string): number | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === '') return undefined;
  const result = typeof value === 'string' ? Number(value) : value;
  if (typeof result !== 'number' || !Number.isFinite(result)) {
    throw invalid(name, `'${name}' must be a number.`);
  }
  return result;
}

function flag(fields: CreateBody['fields'], name: string): boolean | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw invalid(name, `'${name}' must be true or false.`);
}

/** An object, or one written as JSON in a form field. */
function object(fields: CreateBody['fields'], name: string): Record<string, unknown> | null {
  let value = fields[name];
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') {
    try {
      value = JSON.parse(value);
    } catch {
      value = null;
    }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(name, `'${name}' must be a JSON object.`);
  }
  return { ...value };
}

function within(value: number, name: string, range: { min: number; max: number }): number {
  if (value >= range.min && value <= range.max) return value;
  throw invalid(name, `'${name}' must be from ${range.min} to ${range.max}.`);
}
