import { log, setHandler, ApplicationFailure } from '@temporalio/workflow';
import type { ReviewDecision } from '../../domain/review/review.ts';
import { refuseReview } from '../../domain/review/review.ts';
import { reviewSignal, reviewUpdate, stateQuery, wakeSignal } from './messages.ts';
import type { Run } from './run.ts';

/** All messages a run understands. Update and signal `review` share one reducer. */
export function handleMessages({ progress, wake, desk }: Run): void {
  const refuse = (sent: unknown) => refuseReview(desk.situation, sent);
  const decide = (decision: ReviewDecision) =>
    progress.change({ review: desk.decide(decision) }).review;

  setHandler(stateQuery, () => progress.snapshot, { description: 'The video as it stands.' });

  setHandler(wakeSignal, (sent) => wake.wake(sent.take), {
    description: 'A generator called: have a look at the job of this take.',
  });

  setHandler(reviewUpdate, decide, {
    description:
      'Decide a review: {decision: approve|reject|choose, candidate?, reviewer, reason?}.',
    // Synchronous: an async validator would fail the workflow task instead of refusing the update.
    validator: (decision) => {
      const refusal = refuse(decision);
      if (refusal !== null) {
        throw ApplicationFailure.create({
          type: refusal.code,
          message: refusal.message,
          nonRetryable: true,
        });
      }
    },
  });

  setHandler(
    reviewSignal,
    (decision) => {
      const refusal = refuse(decision);
      if (refusal === null) decide(decision);
      else log.warn('a review by signal does not count', { code: refusal.code });
    },
    { description: 'As the update of the same name, without an answer.' },
  );
}
