import * as z from 'zod';
import type { ReviewDecision } from '../../domain/review/review.ts';
import { REVIEW_LIMITS } from '../../domain/review/review.ts';
import type { FieldError } from '../http/problem.ts';

/** The body of `POST …/review`. */
export const ReviewBody = z
  .strictObject({
    decision: z.enum(['approve', 'reject', 'choose']),
    candidate: z.string().max(100).optional().meta({
      description:
        'Needed with `choose`; `approve` takes the recommended one; never with `reject`.',
    }),
    reviewer: z.string().min(1).max(REVIEW_LIMITS.reviewerLength),
    reason: z.string().max(REVIEW_LIMITS.reasonLength).optional(),
  })
  .meta({ id: 'Review' });

export function reviewFieldErrors(body: unknown): FieldError[] {
  if (typeof body !== 'object' || body === null) return [];
  const { decision, candidate }: { decision?: unknown; candidate?: unknown } = body;
  const pointer = '/candidate';
  if (decision === 'choose' && candidate === undefined) {
    return [{ pointer, rule: 'required', detail: 'choose needs a candidate.' }];
  }
  return decision === 'reject' && candidate !== undefined
    ? [{ pointer, rule: 'not', detail: 'reject takes no candidate.' }]
    : [];
}

/** Without the fields that were left out, which JSON would drop on the way to the run anyway. */
export function reviewDecision(body: z.infer<typeof ReviewBody>): ReviewDecision {
  const { decision, candidate, reviewer, reason } = body;
  return {
    decision,
    reviewer,
    ...(candidate === undefined ? {} : { candidate }),
    ...(reason === undefined ? {} : { reason }),
  };
}
