import { REQUEST_LIMITS } from '../../domain/video/request.ts';
import { Problem } from '../../stack/early/problem.mjs';

/** The options of `demo` and `video create` that describe the video. */
export const CREATE_OPTIONS = {
  variations: { type: 'string' },
  duration: { type: 'string' },
  size: { type: 'string' },
  model: { type: 'string' },
  review: { type: 'boolean' },
} as const;

export interface CreateValues {
  variations?: string | undefined;
  duration?: string | undefined;
  size?: string | undefined;
  model?: string | undefined;
  review?: boolean | undefined;
}

/** The body of `POST /v1/videos`, as far as these options reach. */
export interface CreateRequest {
  prompt: string;
  variations?: number;
  duration?: number;
  size?: string;
  model?: string;
  review?: { mode: 'always' };
}

const misuse = (text: string): Problem => new Problem(text, { exitCode: 2 });

function readNumber(
  option: string,
  text: string,
  limits: { min: number; max: number },
  whole: boolean,
): number {
  const value = Number(text);
  const fits = text.trim() !== '' && value >= limits.min && value <= limits.max;
  if (fits && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw misuse(`--${option} is "${text}": give ${kind} from ${limits.min} to ${limits.max}.`);
}

function readSize(text: string): string {
  const { min, max } = REQUEST_LIMITS.side;
  const sides = /^(\d+)x(\d+)$/.exec(text)?.slice(1).map(Number) ?? [];
  if (sides.length === 2 && sides.every((s) => s % 2 === 0 && s >= min && s <= max)) return text;
  throw misuse(
    `--size is "${text}": give width x height such as 1280x720, both even and from ${min} to ${max}.`,
  );
}

function readPrompt(words: readonly string[], usage: string): string {
  const prompt = words.join(' ').trim();
  // Its length is the API's to judge: what counts as a character is written there only.
  if (prompt !== '') return prompt;
  throw misuse(`A prompt is needed. ${usage}`);
}

function readModel(text: string): string {
  if (/^[^/]+\/.+$/.test(text)) return text;
  throw misuse(`--model is "${text}": give server/model, such as local/painter.`);
}

/** @throws Problem, exit status 2, naming the option that cannot be used. */
export function readCreateRequest(
  words: readonly string[],
  values: CreateValues,
  usage: string,
): CreateRequest {
  const { variations, duration, size, model, review } = values;
  const limits = REQUEST_LIMITS;
  return {
    prompt: readPrompt(words, usage),
    ...(variations === undefined
      ? {}
      : { variations: readNumber('variations', variations, limits.variations, true) }),
    ...(duration === undefined
      ? {}
      : { duration: readNumber('duration', duration, limits.duration, false) }),
    ...(size === undefined ? {} : { size: readSize(size) }),
    ...(model === undefined ? {} : { model: readModel(model) }),
    ...(review === true ? { review: { mode: 'always' } } : {}),
  };
}

/** `parseArgs` in one sentence. @throws Problem, exit status 2 */
export function parseOrExplain<T>(parse: () => T, usage: string): T {
  try {
    return parse();
  } catch (cause) {
    // Node's message goes on with advice about `--` that is wrong behind npm.
    const reason = (cause instanceof Error ? cause.message : String(cause)).split('. ')[0];
    throw new Problem(`${reason}. ${usage}`, { exitCode: 2, cause });
  }
}
