import type { Choice } from '../takes/take.ts';
import type { ReviewPolicy } from '../video/request.ts';
import type { DecidedReview } from './review.ts';

/** Whether a person is to say what is published. */
export function asksPerson(
  { mode, threshold }: ReviewPolicy,
  best: { total: number | null; isChecked: boolean },
): boolean {
  if (mode !== 'below_threshold') return mode === 'always';
  return !best.isChecked || (best.total ?? 0) < threshold;
}

/** What a review came to: a take, or why there is none. */
export type ReviewOutcome =
  | { kind: 'choice'; choice: Choice }
  | { kind: 'rejected'; reason: string }
  | { kind: 'unchecked'; reason: string };

/** `decision` is null when nobody decided in time. */
export function reviewOutcome(
  decision: DecidedReview | null,
  best: Choice & { isChecked: boolean },
  onDeadline: ReviewPolicy['onDeadline'],
): ReviewOutcome {
  return decision === null ? undecided(best, onDeadline) : decided(decision, best);
}

function decided(decision: DecidedReview, best: Choice): ReviewOutcome {
  if (decision.decision === 'reject') {
    const reason = decision.reason === undefined ? '' : `: ${decision.reason}`;
    return { kind: 'rejected', reason: `${decision.reviewer} rejected the video${reason}` };
  }
  const candidate = decision.candidate ?? best.candidate;
  const verb = decision.decision === 'choose' ? 'chose' : 'approved';
  const reason = `${decision.reviewer} ${verb} this take.`;
  return { kind: 'choice', choice: { candidate, by: 'reviewer', reason } };
}

function undecided(
  { isChecked, ...best }: Choice & { isChecked: boolean },
  onDeadline: ReviewPolicy['onDeadline'],
): ReviewOutcome {
  if (onDeadline === 'reject') {
    const reason = 'Nobody decided in time, and then it was to be rejected.';
    return { kind: 'rejected', reason };
  }
  if (!isChecked) {
    const reason = 'Nobody decided in time, and no take could be checked.';
    return { kind: 'unchecked', reason };
  }
  const reason = `Nobody decided in time. ${best.reason}`;
  return { kind: 'choice', choice: { ...best, by: 'policy', reason } };
}
