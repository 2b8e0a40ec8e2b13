import { SERVER_DEFAULT_MODEL } from '../../../domain/models/account.ts';
import type { GenerationRequest } from '../generator.ts';
import type { PlacedOrder } from '../kit/define-generator.ts';
import { readForeignError } from '../kit/foreign-error.ts';
import { type ForeignJob, readJobState } from '../kit/foreign-job.ts';
import { asLink, asNumber, asObject, asProgress, asText, asTime } from '../kit/foreign-json.ts';
import { isEqual } from '../kit/look-up.ts';
import { imageLink, type WrittenBody, writeForm, writeJson } from '../kit/write-body.ts';

/** Under this key of `metadata` a server that echoes it lets us find our own job again. */
const REFERENCE_KEY = 'promptreel_reference';

export interface WireJob extends ForeignJob {
  model: string | null;
  seconds: number | null;
  /** `1280x720` */
  size: string | null;
  seed: number | null;
  /** Where the clip is, when it is kept somewhere else. */
  url: string | null;
}

export async function writeCreate({ intent, model, account }: PlacedOrder): Promise<WrittenBody> {
  const { request, reference, webhookUrl } = intent;
  const { image } = request;
  const values = {
    // Left out for the server's own choice: vLLM-Omni serves one model and refuses other names.
    model: model === SERVER_DEFAULT_MODEL ? undefined : model,
    prompt: request.prompt,
    ...frameFields(request),
    seed: request.seed,
    negative_prompt: request.negativePrompt,
    generate_sound: request.audio,
    metadata: { [REFERENCE_KEY]: reference },
    webhook_url: webhookUrl,
    ...request.as,
  };
  if (account.format === 'json') {
    return writeJson({ ...values, input_reference: image && { image_url: imageLink(image) } });
  }
  if (image && 'url' in image) {
    // vLLM-Omni's spelling for an image that it is to fetch itself.
    return writeForm({ ...values, image_reference: { image_url: image.url } }, {});
  }
  return writeForm(values, { input_reference: image ?? null });
}

/**
 * `seconds` and `size` are the protocol's own; the rest are vLLM-Omni's extensions, which the
 * others ignore. The protocol's seconds are a string of a whole number: for anything else the
 * frames are counted.
 */
function frameFields({ width, height, duration, frameRate }: GenerationRequest) {
  const frames = Number.isInteger(duration) ? undefined : Math.round(duration * frameRate);
  const size = `${width}x${height}`;
  return { seconds: String(duration), size, width, height, fps: frameRate, num_frames: frames };
}

export function jobFromWire(json: unknown): WireJob | null {
  const fields = asObject(json);
  const id = fields?.['id'];
  if (!fields || typeof id !== 'string' || id === '') return null;
  const error = fields['error'];
  return {
    id,
    state: readJobState(fields['status']),
    progress: asProgress(fields['progress']),
    createdAt: asTime(fields['created_at']),
    prompt: asText(fields['prompt']),
    reference: asText(asObject(fields['metadata'])?.[REFERENCE_KEY]),
    error: error === null || error === undefined ? null : readForeignError({ error }),
    model: asText(fields['model']),
    seconds: asNumber(fields['seconds']),
    size: asText(fields['size'])?.toLowerCase().replace('*', 'x') ?? null,
    seed: asNumber(fields['seed']),
    url: asLink(fields['url']),
  };
}

/** `{data: […], has_more}`. */
export function readJobs(json: unknown): { jobs: WireJob[]; hasMore: boolean } | null {
  const body = asObject(json);
  if (!Array.isArray(body?.['data'])) return null;
  const jobs = body['data'].map(jobFromWire).filter((job) => job !== null);
  return { jobs, hasMore: body['has_more'] === true };
}

export function marks(job: WireJob, { intent, model }: PlacedOrder): (boolean | null)[] {
  const { prompt, duration, frameRate, seed } = intent.request;
  const wish = frameFields(intent.request);
  return [
    isEqual(job.prompt, prompt),
    isEqual(job.size, wish.size),
    // A server that counts frames tells the length that they make.
    wish.num_frames !== undefined && job.seconds !== null
      ? Math.abs(job.seconds - duration) <= 1 / frameRate
      : isEqual(job.seconds, duration),
    model === SERVER_DEFAULT_MODEL || isEqual(job.model, model),
    // Most servers do not echo it; where they do, it tells takes of one prompt apart.
    seed === undefined || job.seed === null || job.seed === seed,
  ];
}
