import type { TakeId } from '../ids.ts';
import type { ReviewPolicy } from '../video/request.ts';

/** What a reviewer sends, whether by Update or by Signal. */
export interface ReviewDecision {
  decision: 'approve' | 'reject' | 'choose';
  /** Required with `choose`; with `approve` the recommended take is meant. */
  candidate?: TakeId;
  reviewer: string;
  reason?: string;
}

export interface DecidedReview extends ReviewDecision {
  decidedAt: string;
}

export interface ReviewState {
  /** Whether a person is, or was, asked. */
  required: boolean;
  recommended: TakeId | null;
  dueAt: string | null;
  onDeadline: ReviewPolicy['onDeadline'];
  decision: DecidedReview | null;
}

/** The part of a run that decides whether a decision counts. */
export interface ReviewSituation {
  awaiting: boolean;
  review: ReviewState;
  /** Takes that may be chosen: stored, readable and not gated out. */
  choosable: TakeId[];
}

export type ReviewRefusal =
  'not_awaiting_review' | 'already_decided' | 'unknown_candidate' | 'invalid_decision';

export const REVIEW_LIMITS = { reviewerLength: 200, reasonLength: 2_000 } as const;

/** Why a decision does not count now; null when it does. Tolerates any JSON a CLI may send. */
export function refuseReview(
  situation: ReviewSituation,
  sent: unknown,
): { code: ReviewRefusal; message: string } | null {
  const problem = shapeProblem(sent);
  if (problem !== null || !isFields(sent)) {
    return { code: 'invalid_decision', message: problem ?? NO_OBJECT };
  }
  if (situation.review.decision !== null) {
    return { code: 'already_decided', message: 'This video has already been decided.' };
  }
  if (!situation.awaiting) {
    return { code: 'not_awaiting_review', message: 'This video is not waiting for a review.' };
  }
  const chosen = sent.candidate;
  if (chosen !== undefined && !situation.choosable.some((each) => each === chosen)) {
    return { code: 'unknown_candidate', message: 'No take that can be chosen has this id.' };
  }
  return null;
}

/** The review after a decision that {@link refuseReview} let through. */
export function decideReview(
  review: ReviewState,
  decision: ReviewDecision,
  decidedAt: string,
): ReviewState {
  const candidate =
    decision.decision === 'reject' ? undefined : (decision.candidate ?? review.recommended);
  return {
    ...review,
    decision: {
      decision: decision.decision,
      reviewer: decision.reviewer,
      decidedAt,
      ...(candidate ? { candidate } : {}),
      ...(decision.reason === undefined ? {} : { reason: decision.reason }),
    },
  };
}

const NO_OBJECT = 'A decision is an object.';

type Fields = Partial<Record<keyof ReviewDecision, unknown>>;

function isFields(sent: unknown): sent is Fields {
  return typeof sent === 'object' && sent !== null;
}

function shapeProblem(sent: unknown): string | null {
  if (!isFields(sent)) return NO_OBJECT;
  const { decision, candidate, reviewer, reason } = sent;
  if (decision !== 'approve' && decision !== 'reject' && decision !== 'choose') {
    return 'decision must be approve, reject or choose.';
  }
  if (
    typeof reviewer !== 'string' ||
    reviewer === '' ||
    reviewer.length > REVIEW_LIMITS.reviewerLength
  ) {
    return `reviewer must be a name of 1 to ${REVIEW_LIMITS.reviewerLength} characters.`;
  }
  if (candidate !== undefined && typeof candidate !== 'string') return 'candidate must be an id.';
  if (decision === 'choose' && candidate === undefined) return 'choose needs a candidate.';
  if (decision === 'reject' && candidate !== undefined) return 'reject takes no candidate.';
  if (
    reason !== undefined &&
    (typeof reason !== 'string' || reason.length > REVIEW_LIMITS.reasonLength)
  ) {
    return `reason must be text of at most ${REVIEW_LIMITS.reasonLength} characters.`;
  }
  return null;
}
