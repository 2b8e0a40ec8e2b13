import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { Runs } from '../activities/kit/deps.ts';
import { runState } from '../temporal/run-state.ts';

/** What activities may ask of Temporal about runs. */
export function openRuns(client: Client): Runs {
  return {
    async state(video) {
      try {
        const { status } = await client.workflow.getHandle(video).describe();
        return runState(status.name);
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
