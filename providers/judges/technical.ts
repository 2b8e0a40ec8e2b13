import type { Judgement } from '../../domain/takes/score.ts';
import { analyseTake } from '../../media/score/analyse.ts';
import type { MediaTools } from '../../media/ffmpeg/ffmpeg.ts';
import { MediaError } from '../../media/ffmpeg/media-error.ts';
import { limitsFor } from '../../media/source/limits.ts';
import { probe } from '../../media/source/probe.ts';
import { technicalScore, TECHNICAL_VERSION } from '../../media/score/technical-score.ts';
import type { TakeMeasures } from '../../media/score/measure-take.ts';
import { conformanceGates } from './conformance.ts';
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
    const limits = limitsFor(expected);
    const found = await probe({ ...take, signal, limits, ...withTools });
    const measures = await analyseTake({
      input: take,
      probe: found,
      limits,
      signal,
      onProgress,
      ...withTools,
    });
    if (measures.frames < 2) return unusable('There is a single picture.');
    const gates = [...conformanceGates(found, expected), ...pictureGates(measures)];
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
    case 'interrupted':
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
