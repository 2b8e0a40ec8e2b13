import type { TakeId } from '../../domain/ids.ts';
import type {
  DecidedReview,
  ReviewDecision,
  ReviewSituation,
  ReviewState,
} from '../../domain/review/review.ts';
import { decideReview } from '../../domain/review/review.ts';

/** Where a person's decision arrives and a stage waits for it. */
export interface ReviewDesk {
  readonly situation: ReviewSituation;
  readonly decision: DecidedReview | null;
  /** Asks: from here on decisions count. */
  open(asked: { recommended: TakeId; choosable: TakeId[]; dueAt: string }): ReviewState;
  /** Only what the situation lets through. */
  decide(decision: ReviewDecision): ReviewState;
  /** Nobody is waited for any more. */
  close(): void;
}

export function openReviewDesk(before: ReviewState): ReviewDesk {
  let review = before;
  let choosable: TakeId[] = [];
  let awaiting = false;
  return {
    get situation() {
      return { awaiting, review, choosable };
    },
    get decision() {
      return review.decision;
    },
    open(asked) {
      awaiting = true;
      ({ choosable } = asked);
      review = {
        ...review,
        required: true,
        recommended: asked.recommended,
        dueAt: asked.dueAt,
      };
      return review;
    },
    decide(decision) {
      review = decideReview(review, decision, new Date().toISOString());
      return review;
    },
    close() {
      awaiting = false;
    },
  };
}
