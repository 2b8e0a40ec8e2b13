import type { Judgement } from '../../domain/score.ts';
import { analyseTake } from '../../media/analyse.ts';
import type { MediaTools } from '../../media/ffmpeg.ts';
import { MediaError } from '../../media/media-error.ts';
import { probe, type Probe } from '../../media/probe.ts';
import { technicalScore, TECHNICAL_VERSION } from '../../media/technical-score.ts';
import type { TakeMeasures } from '../../media/measure-take.ts';
import type { Expectation, Judge, JudgeContext, JudgedTake } from './judge.ts';

const NAME = 'technical';

type Gates = Judgement['gates'];

/** Looks at signal faults and at what was promised; reads no prompt and needs no network. */
export function createTechnicalJudge({ tools }: { tools?: MediaTools } = {}): Judge {
  return {
    name: NAME,
    version: TECHNICAL_VERSION,
    judge: (take, expected, context) => judge(take, expected, context, tools),
  };
}

async function judge(
  take: JudgedTake,
  expected: Expectation,
  context: JudgeContext,
  tools: MediaTools | undefined,
): Promise<Judgement> {
  try {
    const { signal, onProgress } = context;
    const withTools = tools ? { tools } : {};
    const found = await probe({ ...take, signal, ...withTools });
    const measures = await analyseTake({
      input: take,
      probe: found,
      signal,
      onProgress,
      ...withTools,
    });
    if (measures.frames < 2) return unusable('There is a single picture.');
    const gates = [...promiseGates(found, expected), ...pictureGates(measures)];
    return judgement({ ...technicalScore(measures), gates });
  } catch (error) {
    if (error instanceof MediaError && isFaultOfBytes(error)) return unusable(error.message);
    throw error;
  }
}

/** Bad bytes are a finding; a missing program, a full disk or a timeout is the judge's own failure. */
function isFaultOfBytes({ code }: MediaError): boolean {
  switch (code) {
    case 'media_unreadable':
    case 'limit_exceeded':
      return true;
    case 'transcode_failed':
    case 'timeout':
    case 'aborted':
    case 'no_space':
    case 'tool_missing':
      return false;
    default:
      return code satisfies never;
  }
}

function unusable(detail: string): Judgement {
  return judgement({ total: 0, gates: [{ gate: 'undecodable', detail }], signals: [] });
}

function judgement(found: Pick<Judgement, 'total' | 'gates' | 'signals'>): Judgement {
  return { name: NAME, version: TECHNICAL_VERSION, ...found };
}

function promiseGates(found: Probe, expected: Expectation): Gates {
  const gates: Gates = [];
  if (!isSizeAsAsked(found, expected)) {
    const detail = `${found.width}x${found.height} pixels instead of ${expected.width}x${expected.height}.`;
    gates.push({ gate: 'wrong_size', detail });
  }
  if (!isDurationAsAsked(found, expected.duration)) {
    const detail = `${found.duration.toFixed(2)} seconds instead of ${expected.duration}.`;
    gates.push({ gate: 'wrong_duration', detail });
  }
  return gates;
}

/** Models work in blocks: each side may be rounded to a multiple of 16, up or down. */
const BLOCK = 16;
/** Otherwise the shape has to be right, and the picture not smaller than a viewer would notice. */
const ASPECT = 0.02;
const LEAST_AREA = 0.9;

/**
 * A larger picture of the right shape is no fault: the ladder makes it smaller. A request for
 * 1280x720 is met by 1280x704 and 1920x1080, not by 832x480, 1024x1024 or 720x1280.
 */
function isSizeAsAsked(found: Probe, asked: Expectation): boolean {
  if (near(found.width, asked.width) && near(found.height, asked.height)) return true;
  const aspect = found.width / found.height / (asked.width / asked.height);
  const area = (found.width * found.height) / (asked.width * asked.height);
  return Math.abs(aspect - 1) <= ASPECT && area >= LEAST_AREA;
}

function near(found: number, asked: number): boolean {
  return Math.abs(found - asked) <= Math.min(BLOCK, asked * 0.1);
}

const SHORTER = 0.05;
const LONGER = 0.1;
/** Models make 4n + 1 frames, containers round: never less tolerant than this. */
const LEAST_SECONDS = 0.25;

function isDurationAsAsked({ duration, frameRate }: Probe, asked: number): boolean {
  const least = Math.max(LEAST_SECONDS, 2 / frameRate);
  const short = Math.max(asked * SHORTER, least);
  const long = Math.max(asked * LONGER, least);
  return duration >= asked - short - 1e-6 && duration <= asked + long + 1e-6;
}

const MOST = 0.5;

function pictureGates({ timeline }: TakeMeasures): Gates {
  const gates: Gates = [];
  if (timeline.black.value > MOST) {
    gates.push({ gate: 'black', detail: `${percent(timeline.black.value)} of the take is black.` });
  }
  if (timeline.frozenShare > MOST) {
    const detail = `The picture stands still for ${percent(timeline.frozenShare)} of the take.`;
    gates.push({ gate: 'frozen', detail });
  }
  return gates;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
