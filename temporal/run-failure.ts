import type { Client } from '@temporalio/client';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Failure } from '../domain/video/failure.ts';
import { isFailureCode } from '../domain/video/failure.ts';

/** What a closed run failed with, read from its last event; null when it failed with none of our codes. */
export async function failureOfRun(
  client: Client,
  id: string,
): Promise<Pick<Failure, 'code' | 'message'> | null> {
  try {
    await client.workflow.getHandle(id).result();
    return null;
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const { cause } = error;
    if (!(cause instanceof ApplicationFailure) || !isFailureCode(cause.type)) return null;
    return { code: cause.type, message: cause.message };
  }
}
