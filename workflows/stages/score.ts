import { isCancellation, log } from '@temporalio/workflow';
import { combineJudgements } from '../../domain/takes/ranking.ts';
import { failure } from '../../domain/video/failure.ts';
import { activities } from '../run/activity-options.ts';
import { runFailure } from '../run/failures.ts';
import type { Run } from '../run/run.ts';
import type { StoredTake } from './generate.ts';
import { settleTakes } from './settle-takes.ts';

/** Judges every kept take; gated ones are out. Fails when too few are left. */
export async function score(run: Run, takes: StoredTake[]): Promise<StoredTake[]> {
  run.enter('score');
  // Takes lost while generating count against the same minimum, so only the kept ones branch here.
  return settleTakes(
    run,
    takes.map((take) => () => scoreTake(run, take)),
  );
}

async function scoreTake(run: Run, take: StoredTake): Promise<StoredTake> {
  const { tenant, id: video, plan } = run.input;
  const { index, key, container } = take;
  const summary = `take ${index + 1} of ${plan.variations}: score`;
  const options = { scheduleToCloseTimeout: run.within(), summary };
  try {
    const { judgements, media } = await activities.scoreTake.executeWithOptions(options, [
      { tenant, video, take: index, key, container },
    ]);
    run.progress.changeTake(index, {
      status: 'scored',
      score: combineJudgements(judgements),
      media,
    });
  } catch (error) {
    if (isCancellation(error)) throw error;
    // A failed judge does not fail a video: the take stays in the running, unscored.
    log.warn('a take could not be judged', { take: index });
    run.progress.changeTake(index, { status: 'scored', score: combineJudgements([]) });
  }
  return passGates(run, take);
}

function passGates(run: Run, take: StoredTake): StoredTake {
  const judges = run.progress.snapshot.candidates[take.index]?.score?.judges ?? [];
  const gates = judges.flatMap((judge) => judge.gates);
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
