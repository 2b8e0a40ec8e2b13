import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import {
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  isGrpcServiceError,
} from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import {
  ApplicationFailure,
  NamespaceNotFoundError,
  WorkflowNotFoundError,
} from '@temporalio/common';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { VideoId } from '../../domain/ids.ts';
import type { LiveProgress } from '../../domain/video/live-progress.ts';
import type { ReviewDecision } from '../../domain/review/review.ts';
import type { Stage } from '../../domain/video/stages.ts';
import { STAGES } from '../../domain/video/stages.ts';
import type { VideoRecord } from '../../domain/video/record.ts';
import type { VideoSnapshot } from '../../domain/video/snapshot.ts';
import { MESSAGES, WORKFLOWS, eraseWorkflowId, taskQueue } from '../../temporal/names.ts';
import type { RunState } from '../../temporal/run-state.ts';
import { runState } from '../../temporal/run-state.ts';
import { liveProgress } from './live-details.ts';
import { runStart } from './run-start.ts';
import { openTurns } from './update-turns.ts';
import type { Addresses } from '../addresses.ts';

/** What Temporal knows of a run without asking any worker. */
export interface RunDescription {
  state: RunState;
  stage: Stage | null;
  live: LiveProgress[];
}

export type ReviewOutcome =
  | { status: 'decided' }
  | { status: 'refused'; code: string; message: string }
  /** No worker answered in time: it may still count. */
  | { status: 'unconfirmed' }
  /** The run has ended. */
  | { status: 'gone' };

/** Everything that the API asks of Temporal. All methods may throw {@link TemporalUnavailable}. */
export interface VideoClient {
  /** Repeatable: a run of this id that is already there stands, open or closed. */
  start(record: VideoRecord): Promise<void>;
  /** Null when Temporal knows no such run. */
  describe(id: VideoId): Promise<RunDescription | null>;
  /** The run's own view, open or closed; null when no worker answered within a second. */
  state(id: VideoId): Promise<VideoSnapshot | null>;
  review(id: VideoId, decision: ReviewDecision, updateId?: string): Promise<ReviewOutcome>;
  wake(id: VideoId, take: number): Promise<void>;
  /** False when there is no open run. */
  cancel(id: VideoId): Promise<boolean>;
  /** Repeatable; an erasing that is under way goes on. */
  erase(tenant: string, id: VideoId): Promise<void>;
  /** Of the given runs those that are open, from visibility in one query, a moment late. */
  openStages(ids: readonly VideoId[]): Promise<Map<VideoId, Stage | null>>;
  check(): Promise<void>;
}

/** Temporal did not answer, or not usefully: what became of the call is unknown. */
export class TemporalUnavailable extends Error {
  override name = 'TemporalUnavailable';
}

const QUERY_MS = 1_000;
const UPDATE_MS = 5_000;
/** Rides over a restart of the server (2 s), and stays below what clients wait for an answer. */
const CALL_MS = 4_000;
const CHECK_MS = 2_000;
/** gRPC INVALID_ARGUMENT: our own mistake, which waiting does not mend. */
const INVALID_ARGUMENT = 3;

/** `callMs`: how long any call but a query or an update may take. */
export function openVideoClient(
  client: Client,
  at: Addresses,
  { callMs = CALL_MS } = {},
): VideoClient {
  const handle = (id: string) => client.workflow.getHandle(id);
  const inTurn = openTurns();
  const decode = (payloads: Payload[]) =>
    decodeArrayFromPayloads(client.options.loadedDataConverter, payloads);
  const within = <T>(ms: number, call: () => Promise<T>): Promise<T> =>
    client.withDeadline(Date.now() + ms, call);
  const ask = async <T>(call: () => Promise<T>, ms = callMs): Promise<T> => {
    try {
      return await within(ms, call);
    } catch (error) {
      throw asUnavailable(error);
    }
  };

  return {
    async start(record) {
      try {
        await ask(() => client.workflow.start(WORKFLOWS.video, runStart(record, at)));
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },

    async describe(id) {
      const run = await orNull(ask(() => handle(id).describe()));
      if (run === null) return null;
      const stage = run.searchAttributes['VideoStage']?.[0];
      return {
        state: runState(run.status.name),
        stage: STAGES.find((each) => each === stage) ?? null,
        live: await liveProgress(run.raw.pendingActivities ?? [], decode),
      };
    },

    async state(id) {
      try {
        return await within(QUERY_MS, () => handle(id).query<VideoSnapshot>(MESSAGES.state));
      } catch {
        // No worker, a worker that replays too long, a run that is gone: `describe` tells which.
        return null;
      }
    },

    review: (id, decision, updateId = randomUUID()) =>
      inTurn(id, async () => {
        try {
          const options = { args: [decision] as [ReviewDecision], updateId };
          await within(UPDATE_MS, () => handle(id).executeUpdate(MESSAGES.review, options));
          return { status: 'decided' };
        } catch (error) {
          return reviewOutcome(error);
        }
      }),

    async wake(id, take) {
      await orNull(ask(() => handle(id).signal(MESSAGES.wake, { take })));
    },

    cancel: async (id) => (await orNull(ask(() => handle(id).cancel()))) !== null,

    async erase(tenant, id) {
      await ask(() =>
        client.workflow.start(WORKFLOWS.erase, {
          workflowId: eraseWorkflowId(id),
          taskQueue: taskQueue('workflow'),
          args: [{ tenant, video: id }],
          workflowIdConflictPolicy: 'USE_EXISTING',
          // While its record is there, an erasing that ended was not the last.
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          priority: { fairnessKey: tenant },
          staticSummary: `erase ${id}`,
        }),
      );
    },

    async openStages(ids) {
      if (ids.length === 0) return new Map();
      const names = ids.map((id) => `'${id}'`).join(', ');
      const query = `WorkflowId IN (${names}) AND ExecutionStatus = 'Running'`;
      return ask(async () => {
        const found = new Map<VideoId, Stage | null>();
        for await (const run of client.workflow.list({ query, pageSize: ids.length })) {
          const stage = run.searchAttributes['VideoStage']?.[0];
          found.set(run.workflowId, STAGES.find((each) => each === stage) ?? null);
        }
        return found;
      });
    },

    async check() {
      const { namespace } = client.options;
      await ask(
        () => client.workflowService.describeNamespace({ namespace }),
        Math.min(callMs, CHECK_MS),
      );
    },
  };
}

async function orNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

function asUnavailable(error: unknown): unknown {
  const cause = error instanceof ServiceError ? error.cause : error;
  const unreachable =
    error instanceof ServiceError ||
    error instanceof NamespaceNotFoundError ||
    isGrpcServiceError(error);
  if (!unreachable || (isGrpcServiceError(cause) && (cause.code as number) === INVALID_ARGUMENT)) {
    return error;
  }
  return new TemporalUnavailable('Temporal did not answer.', { cause: error });
}

function reviewOutcome(error: unknown): ReviewOutcome {
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
