import { randomUUID } from 'node:crypto';
import {
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import type { VideoId } from '../../domain/ids.ts';
import type { ReviewDecision } from '../../domain/review/review.ts';
import { MESSAGES } from '../../temporal/names.ts';
import type { TemporalCalls } from './calls.ts';
import { asUnavailable } from './temporal-errors.ts';
import type { Turns } from './update-turns.ts';

export type ReviewReply =
  | { status: 'decided' }
  | { status: 'refused'; code: string; message: string }
  /** No worker answered in time: it may still count. */
  | { status: 'unconfirmed' }
  /** The run has ended. */
  | { status: 'gone' };

const UPDATE_MS = 5_000;

export function reviewRun(
  { handle, within }: TemporalCalls,
  inTurn: Turns,
  asked: { id: VideoId; decision: ReviewDecision; updateId?: string | undefined },
): Promise<ReviewReply> {
  const { id, decision, updateId = randomUUID() } = asked;
  return inTurn(id, async () => {
    const options: { args: [ReviewDecision]; updateId: string } = { args: [decision], updateId };
    try {
      await within(UPDATE_MS, () => handle(id).executeUpdate(MESSAGES.review, options));
      return { status: 'decided' };
    } catch (error) {
      return reviewOutcome(error);
    }
  });
}

function reviewOutcome(error: unknown): ReviewReply {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return { status: 'unconfirmed' };
  if (error instanceof WorkflowNotFoundError) return { status: 'gone' };
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
    const { type, message } = error.cause;
    // The server's own: taken on in the same task that ended the run.
    if (type === 'AcceptedUpdateCompletedWorkflow') return { status: 'unconfirmed' };
    return { status: 'refused', code: type ?? '', message };
  }
  throw asUnavailable(error);
}
