import { CancellationScope, condition, patched } from '@temporalio/workflow';
import { asksPerson, reviewOutcome } from '../../domain/review/outcome.ts';
import { isChecked, pickBest, rank } from '../../domain/takes/ranking.ts';
import type { Choice } from '../../domain/takes/take.ts';
import { reviewDueAt } from '../../domain/video/deadlines.ts';
import { runFailure } from '../run/failures.ts';
import { saveRecord } from '../run/save-record.ts';
import type { Run } from '../run/run.ts';
import type { ScoredTake } from './score.ts';

type Best = Choice & { isChecked: boolean };

/** Chooses the take that goes on: the best one, or whichever a person says. */
export async function pick(run: Run, scored: ScoredTake[]): Promise<ScoredTake> {
  run.enter('pick');
  const [first] = rank(scored);
  const choice = pickBest(scored, run.input.plan.variations);
  if (first === undefined || choice === null) {
    throw runFailure('no_candidate_passed', 'No take passed the quality gates.');
  }
  // A run that published without a check before this was the rule goes on as it did.
  const best = { ...choice, isChecked: isChecked(first) || !patched('checked-only') };
  const chosen = asksPerson(run.input.plan.review, { ...best, total: first.score.total })
    ? await review(run, scored, best)
    : unattended(best);
  run.progress.change({ pick: chosen, status: 'in_progress' });
  const winner = scored.find(({ id }) => id === chosen.candidate);
  if (winner === undefined) throw runFailure('internal', 'The take that was picked is gone.');
  return winner;
}

/** "Could not check" is never "passed". */
function unattended({ isChecked: checked, ...best }: Best): Choice {
  if (checked) return best;
  throw runFailure('media_unreadable', 'No take could be checked.');
}

async function review(run: Run, scored: ScoredTake[], best: Best): Promise<Choice> {
  const dueAt = reviewDueAt(run.input.plan, run.limits, Date.now());
  const choosable = rank(scored).map(({ id }) => id);
  const due = new Date(dueAt).toISOString();
  run.progress.awaitReview(
    run.desk.open({ recommended: best.candidate, choosable, dueAt: due }),
    due,
  );
  // The record is what a list and a restarted API read; a store that is down does not hold up the review.
  const saving = new CancellationScope();
  const saved = saving
    .run(() => saveRecord(run, 'record that a person is asked'))
    .catch(() => undefined);
  await condition(() => run.desk.decision !== null, Math.max(1, dueAt - Date.now()), {
    summary: 'review',
  });
  const { decision } = run.desk;
  run.desk.close();
  saving.cancel();
  await saved;
  const outcome = reviewOutcome(decision, best, run.input.plan.review.onDeadline);
  switch (outcome.kind) {
    case 'choice':
      return outcome.choice;
    case 'rejected':
      throw runFailure('review_rejected', outcome.reason);
    case 'unchecked':
      throw runFailure('media_unreadable', outcome.reason);
    default:
      return outcome satisfies never;
  }
}
