import type { Payload, TypedSearchAttributes } from '@temporalio/common';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import * as z from 'zod';
import type { VideoId } from '../../domain/ids.ts';
import type { LiveProgress } from '../../domain/video/live-progress.ts';
import type { Stage } from '../../domain/video/stages.ts';
import { STAGES } from '../../domain/video/stages.ts';
import type { VideoSnapshot } from '../../domain/video/snapshot.ts';
import { MESSAGES } from '../../temporal/names.ts';
import type { RunState } from '../../temporal/run-state.ts';
import { runState } from '../../temporal/run-state.ts';
import { SEARCH_KEYS } from '../../temporal/search-attributes.ts';
import type { TemporalCalls } from './calls.ts';
import { orNull } from './temporal-errors.ts';

/** What Temporal knows of a run without asking any worker. */
export interface RunDescription {
  state: RunState;
  stage: Stage | null;
  live: LiveProgress[];
}

const QUERY_MS = 1_000;

/** Null when Temporal knows no such run. */
export async function describeRun(
  { client, handle, ask }: TemporalCalls,
  id: VideoId,
): Promise<RunDescription | null> {
  const run = await orNull(ask(() => handle(id).describe()));
  if (run === null) return null;
  const decode = (payloads: Payload[]) =>
    decodeArrayFromPayloads(client.options.loadedDataConverter, payloads);
  return {
    state: runState(run.status.name),
    stage: stageIn(run),
    live: await liveProgress(run.raw.pendingActivities ?? [], decode),
  };
}

/** The run's own view, open or closed; null when no worker answered within a second. */
export async function queryState(
  { handle, within }: TemporalCalls,
  id: VideoId,
): Promise<VideoSnapshot | null> {
  try {
    return await within(QUERY_MS, () => handle(id).query<VideoSnapshot>(MESSAGES.state));
  } catch {
    // No worker, a worker that replays too long, a run that is gone: `describeRun` tells which.
    return null;
  }
}

/** Of the given runs those that are open, from visibility in one query, a moment late. */
export async function openStages(
  { client, ask }: TemporalCalls,
  ids: readonly VideoId[],
): Promise<Map<VideoId, Stage | null>> {
  if (ids.length === 0) return new Map();
  const names = ids.map((id) => `'${id}'`).join(', ');
  const query = `WorkflowId IN (${names}) AND ExecutionStatus = 'Running'`;
  return ask(async () => {
    const found = new Map<VideoId, Stage | null>();
    for await (const run of client.workflow.list({ query, pageSize: ids.length })) {
      found.set(run.workflowId, stageIn(run));
    }
    return found;
  });
}

/**
 * The takes of each of a tenant's videos that have not ended, from visibility; looks at no more runs
 * than `most`, each having one take at least.
 */
export async function openTakes(
  { client, ask }: TemporalCalls,
  tenant: string,
  most: number,
): Promise<Map<VideoId, number>> {
  const query = `VideoTenant = '${tenant}' AND ExecutionStatus = 'Running'`;
  return ask(async () => {
    const found = new Map<VideoId, number>();
    for await (const run of client.workflow.list({ query, pageSize: Math.min(most + 1, 1_000) })) {
      found.set(run.workflowId, TakesMemo.safeParse(run.memo).data?.takes ?? 1);
      if (found.size > most) break;
    }
    return found;
  });
}

/** Runs of before this was written have none. */
const TakesMemo = z.object({ takes: z.number() });

function stageIn(run: { typedSearchAttributes: TypedSearchAttributes }): Stage | null {
  const stage = run.typedSearchAttributes.get(SEARCH_KEYS.stage);
  return STAGES.find((each) => each === stage) ?? null;
}

/** The parts of a pending activity that tell how far it is. */
export interface PendingActivity {
  heartbeatDetails?: { payloads?: Payload[] | null } | null;
  lastFailure?: {
    applicationFailureInfo?: { details?: { payloads?: Payload[] | null } | null } | null;
  } | null;
}

const LiveProgressDetail = z.object({
  stage: z.enum(STAGES),
  take: z.number().nullable(),
  fraction: z.number(),
});

type Decode = (payloads: Payload[]) => Promise<unknown[]>;

/**
 * What activities say of themselves: a heartbeat, or the details of the failure by which a waiting
 * one asks to be tried again. A heartbeat is the newer of the two.
 */
async function liveProgress(
  pending: readonly PendingActivity[],
  decode: Decode,
): Promise<LiveProgress[]> {
  const found = await Promise.all(
    pending.map(async ({ heartbeatDetails, lastFailure }) => {
      const beats = await firstOf(heartbeatDetails?.payloads, decode);
      return beats ?? firstOf(lastFailure?.applicationFailureInfo?.details?.payloads, decode);
    }),
  );
  return found.filter((each) => each !== null);
}

async function firstOf(
  payloads: Payload[] | null | undefined,
  decode: Decode,
): Promise<LiveProgress | null> {
  if (!payloads?.length) return null;
  try {
    const [detail] = await decode(payloads.slice(0, 1));
    return LiveProgressDetail.safeParse(detail).data ?? null;
  } catch {
    // Encoded with a key that this process has not: the run goes on, only its progress is unknown.
    return null;
  }
}
