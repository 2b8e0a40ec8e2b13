import type { Stage } from './stages.ts';
import { progressAt } from './stages.ts';
import type { Take } from '../takes/take.ts';
import type { VideoSnapshot } from './snapshot.ts';
import { isTerminal } from './status.ts';

/**
 * What an activity under way says of itself, as its heartbeat details or as the details of a
 * `JobPending` failure. Temporal's `describe` shows both without any worker.
 */
export interface LiveProgress {
  stage: Stage;
  /** Index of the take it works on; null where it works on the video. */
  take: number | null;
  /** 0..1 of this activity. */
  fraction: number;
}

/** A generated take still has to be fetched: its own progress counts up to here. */
const GENERATED = 0.9;

/** 0..1 over the whole run: what the snapshot knows is done, plus what activities say of themselves. */
export function overallProgress(snapshot: VideoSnapshot, live: LiveProgress[]): number {
  const { stage, status } = snapshot;
  if (isTerminal(status) || stage === null) return snapshot.progress;
  return Math.max(snapshot.progress, progressAt(stage, stageFraction(snapshot, stage, live)));
}

function stageFraction(snapshot: VideoSnapshot, stage: Stage, live: LiveProgress[]): number {
  const here = live.filter((each) => each.stage === stage);
  if (stage === 'generate' || stage === 'score') {
    const parts = snapshot.candidates.map((take) => takeFraction(take, stage, here));
    return parts.reduce((sum, part) => sum + part, 0) / Math.max(1, parts.length);
  }
  return Math.max(0, ...here.map((each) => each.fraction));
}

function takeFraction(take: Take, stage: 'generate' | 'score', live: LiveProgress[]): number {
  const said = live.find((each) => each.take === take.index)?.fraction ?? 0;
  switch (take.status) {
    case 'waiting':
    case 'generating':
      return stage === 'generate' ? said * GENERATED : 0;
    case 'stored':
      return stage === 'generate' ? 1 : said;
    case 'scored':
    case 'failed':
    case 'cancelled':
      return 1;
    default:
      return take.status satisfies never;
  }
}
