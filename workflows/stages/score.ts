import { isCancellation, log } from '@temporalio/workflow';
import type { TakeScore } from '../../activities/contract.ts';
import type { MediaInfo } from '../../domain/renditions/media.ts';
import { combineJudgements } from '../../domain/takes/ranking.ts';
import type { Score } from '../../domain/takes/score.ts';
import { failure } from '../../domain/video/failure.ts';
import { activities } from '../run/activity-options.ts';
import { runFailure } from '../run/failures.ts';
import type { Run } from '../run/run.ts';
import type { StoredTake } from './generate.ts';
import { settleTakes } from './settle-takes.ts';

/** A take that has been judged, and not gated out. */
export interface ScoredTake extends StoredTake {
  score: Score;
  /** As measured beside the judging; null when it could not be. */
  media: MediaInfo | null;
}

/** Judges every kept take; gated ones are out. Fails when too few are left. */
export async function score(run: Run, takes: StoredTake[]): Promise<ScoredTake[]> {
  run.enter('score');
  // Takes lost while generating count against the same minimum, so only the kept ones branch here.
  return settleTakes(
    run,
    takes.map((take) => async () => passGates(run, await scoreTake(run, take))),
  );
}

async function scoreTake(run: Run, take: StoredTake): Promise<ScoredTake> {
  const { judgements, media, evidence = null } = await judge(run, take);
  const scored = { ...take, score: combineJudgements(judgements, evidence), media };
  run.progress.changeTake(take.index, { status: 'scored', score: scored.score, media });
  return scored;
}

async function judge(run: Run, { index, key, container }: StoredTake): Promise<TakeScore> {
  const { tenant, id: video, plan } = run.input;
  const summary = `take ${index + 1} of ${plan.variations}: score`;
  const options = { scheduleToCloseTimeout: run.within(), summary };
  try {
    return await activities.scoreTake.executeWithOptions(options, [
      { tenant, video, take: index, key, container },
    ]);
  } catch (error) {
    if (isCancellation(error)) throw error;
    // A failed judge does not lose a take: it stays in the running behind all that could be checked.
    log.warn('a take could not be judged', { take: index });
    return { judgements: [], media: null };
  }
}

function passGates(run: Run, take: ScoredTake): ScoredTake {
  const gates = take.score.judges.flatMap((each) => each.gates);
  const unreadable = gates.find(({ gate }) => gate === 'undecodable');
  if (unreadable !== undefined) {
    const reason = failure('media_unreadable', unreadable.detail, 'score');
    run.progress.changeTake(take.index, { status: 'failed', failure: reason });
    throw runFailure(reason.code, reason.message);
  }
  const [gate] = gates;
  if (gate !== undefined) throw runFailure('no_candidate_passed', `No take passed: ${gate.detail}`);
  return take;
}
