import type { Client, WorkflowExecutionStatusName } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { Runs } from '../activities/deps.ts';
import type { RunEnd } from '../domain/lost-run.ts';

const ENDS: Partial<Record<WorkflowExecutionStatusName, RunEnd>> = {
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  TERMINATED: 'terminated',
  TIMED_OUT: 'timed_out',
};

/** What activities may ask of Temporal about runs. */
export function openRuns(client: Client): Runs {
  return {
    async state(video) {
      try {
        const { status } = await client.workflow.getHandle(video).describe();
        return ENDS[status.name] ?? 'open';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return 'absent';
        throw error;
      }
    },
    cancel: (video) => tolerate(client.workflow.getHandle(video).cancel()),
    terminate: (video, reason) => tolerate(client.workflow.getHandle(video).terminate(reason)),
  };
}

/** A run that is gone needs no ending. */
async function tolerate(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
