import { CancellationScope, condition } from '@temporalio/workflow';
import { reviewDueAt } from '../../domain/video/deadlines.ts';
import { pickBest } from '../../domain/takes/ranking.ts';
import type { DecidedReview } from '../../domain/review/review.ts';
import type { Choice } from '../../domain/takes/take.ts';
import { activities } from '../run/activity-options.ts';
import { runFailure } from '../run/failures.ts';
import type { Run } from '../run/run.ts';
import type { StoredTake } from './generate.ts';

/** Chooses the take that goes on: the best one, or whichever a person says. */
export async function pick(run: Run, takes: StoredTake[]): Promise<StoredTake> {
  run.enter('pick');
  const best = pickBest(run.progress.snapshot.candidates);
  if (best === null) throw runFailure('no_candidate_passed', 'No take passed the quality gates.');
  const decided = needsReview(run, best) ? await review(run, best) : best;
  run.progress.change({ pick: decided, status: 'in_progress' });
  const winner = takes.find((take) => candidateOf(run, take)?.id === decided.candidate);
  if (winner === undefined) throw runFailure('internal', 'The take that was picked is gone.');
  return winner;
}

function needsReview(run: Run, best: Choice): boolean {
  const { mode, threshold } = run.input.plan.review;
  if (mode !== 'below_threshold') return mode === 'always';
  const total = run.progress.snapshot.candidates.find((take) => take.id === best.candidate)?.score
    ?.total;
  return (total ?? 0) < threshold;
}

async function review(run: Run, best: Choice): Promise<Choice> {
  const dueAt = reviewDueAt(run.input.plan, run.limits, Date.now());
  const { snapshot } = run.progress;
  run.progress.change({ review: { ...snapshot.review, recommended: best.candidate } });
  run.progress.awaitReview(new Date(dueAt).toISOString());
  // The record is what a list and a restarted API read; a store that is down does not hold up the review.
  const saving = new CancellationScope();
  const saved = saving.run(() => saveRecord(run)).catch(() => undefined);
  const inTime = await condition(
    () => run.progress.snapshot.review.decision !== null,
    Math.max(1, dueAt - Date.now()),
    { summary: 'review' },
  );
  saving.cancel();
  await saved;
  const { decision } = run.progress.snapshot.review;
  return inTime && decision !== null ? reviewed(decision, best) : undecided(run, best);
}

function reviewed(decision: DecidedReview, best: Choice): Choice {
  if (decision.decision === 'reject') {
    const reason = decision.reason === undefined ? '' : `: ${decision.reason}`;
    throw runFailure('review_rejected', `${decision.reviewer} rejected the video${reason}`);
  }
  const candidate = decision.candidate ?? best.candidate;
  const verb = decision.decision === 'choose' ? 'chose' : 'approved';
  return { candidate, by: 'reviewer', reason: `${decision.reviewer} ${verb} this take.` };
}

function undecided(run: Run, best: Choice): Choice {
  if (run.input.plan.review.onDeadline === 'reject') {
    throw runFailure('review_rejected', 'Nobody decided in time, and then it was to be rejected.');
  }
  return { ...best, by: 'policy', reason: `Nobody decided in time. ${best.reason}` };
}

function saveRecord(run: Run): Promise<void> {
  const { tenant, id: video } = run.input;
  const options = {
    scheduleToCloseTimeout: run.within(),
    summary: 'record that a person is asked',
  };
  const { snapshot } = run.progress;
  return activities.saveRecord.executeWithOptions(options, [{ tenant, video, snapshot }]);
}

function candidateOf(run: Run, take: StoredTake) {
  return run.progress.snapshot.candidates[take.index];
}
