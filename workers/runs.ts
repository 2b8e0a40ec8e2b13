import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { VideoId } from '../domain/ids.ts';
import type { VideoSnapshot } from '../domain/video/snapshot.ts';
import type { Runs } from '../activities/kit/deps.ts';
import { MESSAGES } from '../temporal/names.ts';
import { failureOfRun } from '../temporal/run-failure.ts';
import { runState } from '../temporal/run-state.ts';

/** Replaying a long history takes a moment. */
const QUERY_MS = 10_000;

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
    async running(videos) {
      if (videos.length === 0) return new Set();
      const names = videos.map((id) => `'${id}'`).join(', ');
      const query = `WorkflowId IN (${names}) AND ExecutionStatus = 'Running'`;
      const found = new Set<VideoId>();
      for await (const { workflowId } of client.workflow.list({ query })) found.add(workflowId);
      return found;
    },
    async snapshot(video) {
      try {
        const query = () => client.workflow.getHandle(video).query<VideoSnapshot>(MESSAGES.state);
        return await client.withDeadline(Date.now() + QUERY_MS, query);
      } catch {
        // Its history is gone, or no worker is there to replay it.
        return null;
      }
    },
    failure: (video) => orNull(failureOfRun(client, video)),
    cancel: (video) => tolerate(client.workflow.getHandle(video).cancel()),
    terminate: (video, reason) => tolerate(client.workflow.getHandle(video).terminate(reason)),
  };
}

/** A run that is gone needs no ending. */
async function tolerate(call: Promise<unknown>): Promise<void> {
  await orNull(call);
}

async function orNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
