import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { NewVideo } from '../../client/resources.ts';
import { REQUEST_LIMITS } from '../../domain/video/request.ts';

/** The options of `demo` and `video create` that describe the video, as commander hands them over. */
export interface CreateValues {
  variations?: number;
  duration?: number;
  size?: string;
  model?: string;
  review?: true;
}

export function addCreateOptions(command: Command): Command {
  const { variations, duration } = REQUEST_LIMITS;
  return command
    .argument('[prompt...]', 'what to make; words without quotes are one prompt')
    .option('--variations <n>', 'how many takes are made', readNumber(variations, true))
    .option('--duration <seconds>', 'length of the video', readNumber(duration, false))
    .option('--size <WxH>', 'in pixels, such as 1280x720', readSize)
    .option('--model <server/model>', 'such as local/painter', readModel)
    .option('--review', 'ask a person before publishing');
}

function readNumber(limits: { min: number; max: number }, whole: boolean) {
  return (text: string): number => {
    const value = Number(text);
    const fits = text.trim() !== '' && value >= limits.min && value <= limits.max;
    if (fits && (!whole || Number.isInteger(value))) return value;
    const kind = whole ? 'a whole number' : 'a number';
    throw new InvalidArgumentError(`Give ${kind} from ${limits.min} to ${limits.max}.`);
  };
}

function readSize(text: string): string {
  const { min, max } = REQUEST_LIMITS.side;
  const sides = /^(\d+)x(\d+)$/.exec(text)?.slice(1).map(Number) ?? [];
  if (sides.length === 2 && sides.every((s) => s % 2 === 0 && s >= min && s <= max)) return text;
  throw new InvalidArgumentError(
    `Give width x height such as 1280x720, both even and from ${min} to ${max}.`,
  );
}

function readModel(text: string): string {
  if (/^[^/]+\/.+$/.test(text)) return text;
  throw new InvalidArgumentError('Give server/model, such as local/painter.');
}

/** The body of `POST /v1/videos`, as far as these options reach. Ends the command without a prompt. */
export function requestFrom(
  command: Command,
  words: readonly string[],
  { variations, duration, size, model, review }: CreateValues,
): NewVideo {
  const prompt = words.join(' ').trim();
  // Its length is the API's to judge: what counts as a character is written there only.
  if (prompt === '') command.error('a prompt is needed');
  const asked = review === true ? { mode: 'always' as const } : undefined;
  return { prompt, variations, duration, size, model, review: asked };
}
