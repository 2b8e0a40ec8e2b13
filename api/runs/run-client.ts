import type { Client } from '@temporalio/client';
import type { VideoId } from '../../domain/ids.ts';
import type { Failure } from '../../domain/video/failure.ts';
import type { ReviewDecision } from '../../domain/review/review.ts';
import type { Stage } from '../../domain/video/stages.ts';
import type { VideoRecord } from '../../domain/video/record.ts';
import type { VideoSnapshot } from '../../domain/video/snapshot.ts';
import { failureOfRun } from '../../temporal/run-failure.ts';
import type { Addresses } from '../addresses.ts';
import { temporalCalls } from './calls.ts';
import { cancelRun, checkNamespace, eraseVideo, wakeRun } from './control.ts';
import type { RunDescription } from './describe.ts';
import { describeRun, openStages, openTakes, queryState } from './describe.ts';
import type { ReviewReply } from './review.ts';
import { reviewRun } from './review.ts';
import { startRun } from './start.ts';
import { orNull } from './temporal-errors.ts';
import { openTurns } from './update-turns.ts';

/** Everything that the API asks of Temporal. All methods may throw `TemporalUnavailable`. */
export interface VideoClient {
  /** Repeatable: a run of this id that is already there stands, open or closed. */
  start(record: VideoRecord): Promise<void>;
  /** Null when Temporal knows no such run. */
  describe(id: VideoId): Promise<RunDescription | null>;
  /** The run's own view, open or closed; null when no worker answered within a second. */
  state(id: VideoId): Promise<VideoSnapshot | null>;
  /** What a closed run failed with, read from its end; null when it failed with none of our codes. */
  failure(id: VideoId): Promise<Pick<Failure, 'code' | 'message'> | null>;
  review(id: VideoId, decision: ReviewDecision, updateId?: string): Promise<ReviewReply>;
  wake(id: VideoId, take: number): Promise<void>;
  /** False when there is no open run. */
  cancel(id: VideoId): Promise<boolean>;
  /** Repeatable; an erasing that is under way goes on. */
  erase(tenant: string, id: VideoId): Promise<void>;
  /** Of the given runs those that are open, from visibility in one query, a moment late. */
  openStages(ids: readonly VideoId[]): Promise<Map<VideoId, Stage | null>>;
  /** Takes in flight by video, of at most so many of the tenant's videos. */
  openTakes(tenant: string, most: number): Promise<Map<VideoId, number>>;
  check(): Promise<void>;
}

/** Rides over a restart of the server (2 s), and stays below what clients wait for an answer. */
const CALL_MS = 4_000;

/** `callMs`: how long any call but a query or an update may take. */
export function openVideoClient(
  client: Client,
  at: Addresses,
  { callMs = CALL_MS } = {},
): VideoClient {
  const calls = temporalCalls(client, callMs);
  const inTurn = openTurns();
  return {
    start: (record) => startRun(calls, record, at),
    describe: (id) => describeRun(calls, id),
    state: (id) => queryState(calls, id),
    failure: async (id) => orNull(calls.ask(() => failureOfRun(client, id))),
    review: (id, decision, updateId) => reviewRun(calls, inTurn, { id, decision, updateId }),
    wake: (id, take) => wakeRun(calls, id, take),
    cancel: (id) => cancelRun(calls, id),
    erase: (tenant, id) => eraseVideo(calls, tenant, id),
    openStages: (ids) => openStages(calls, ids),
    openTakes: (tenant, most) => openTakes(calls, tenant, most),
    check: () => checkNamespace(calls),
  };
}
