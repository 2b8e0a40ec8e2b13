import { TypedSearchAttributes, defaultPayloadConverter, toPayloads } from '@temporalio/common';
import type { Payload } from '@temporalio/common';
import { coresdk } from '@temporalio/proto';
import { parseWorkflowCode } from '@temporalio/worker/lib/worker.js';
import { ReusableVMWorkflowCreator } from '@temporalio/worker/lib/workflow/reusable-vm.js';
import type { WorkflowInfo } from '@temporalio/workflow';
import Long from 'long';
import { randomFillSync, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { VideoSnapshot } from '../../domain/video/snapshot.ts';
import { workflowBundle } from '../../workers/workflow-bundle.ts';

/** What activities are asked with, as far as scripts look at it: each has some of it. */
export interface ActivityInput {
  take: number;
  key: string;
  stored: object;
  snapshot: object;
}

/**
 * Runs the real bundle in the SDK's real sandbox, without a server: every command a workflow gives is
 * answered by a script in virtual time. What a server does (retries, timeouts) is not modelled; a script
 * answers as the server would after them. Uses the SDK's `lib/` paths, hence its exact pin.
 */
export interface ActivityCall {
  name: string;
  input: ActivityInput;
  summary: string;
  at: number;
  scheduleToCloseMs: number;
  startToCloseMs: number;
  /** 0 without heartbeats. */
  heartbeatMs: number;
  /** `attempts` is 0 where only time bounds them. */
  retry: { initialMs: number; coefficient: number; maximumMs: number; attempts: number };
  /** How it went: still under way when the run ended, or what became of it. */
  outcome: 'open' | 'completed' | 'failed' | 'cancelled';
}

interface GivenFailure {
  type: string;
  message: string;
  retryState?: 'TIMEOUT';
  details?: unknown[];
}

export type Answer =
  { value: unknown; after?: number } | { failure: GivenFailure; after?: number } | { never: true };

export interface Message {
  at: number;
  signal?: { name: string; input: unknown };
  update?: { name: string; input: unknown };
  cancel?: true;
}

export interface Outcome {
  status: 'completed' | 'failed' | 'cancelled';
  result: unknown;
  /** Of a failed run. */
  type: string | null;
  message: string | null;
  /** Virtual milliseconds from start to end. */
  took: number;
  calls: ActivityCall[];
  /** Bytes of everything that crossed the boundary: inputs, results, the query's answer. */
  payloadSizes: number[];
  updates: { accepted: boolean; failure: string | null }[];
  /** Search attributes as last upserted. */
  attributes: Record<string, unknown>;
  /** Answer of the query `state` once the run had ended. */
  state: VideoSnapshot | null;
}

export interface Script {
  workflow: string;
  input: unknown;
  startedAt: number;
  answer: (call: ActivityCall) => Answer;
  messages?: Message[];
  /** Looks at the query `state` whenever something has happened. */
  watch?: (state: VideoSnapshot, at: number) => void;
}

const { WorkflowActivation } = coresdk.workflow_activation;
type Job = coresdk.workflow_activation.IWorkflowActivationJob;
type Command = coresdk.workflow_commands.IWorkflowCommand;

let creator: Promise<ReusableVMWorkflowCreator> | undefined;

function openCreator(): Promise<ReusableVMWorkflowCreator> {
  creator ??= (async () => {
    const path = await workflowBundle(join(tmpdir(), 'promptreel-test'));
    const parsed = parseWorkflowCode(await readFile(path, 'utf8'), path);
    return ReusableVMWorkflowCreator.create(parsed, 10_000, new Set());
  })();
  return creator;
}

interface Due {
  at: number;
  order: number;
  job: () => Job | null;
}

export async function runScript(script: Script): Promise<Outcome> {
  const sandbox = await openCreator();
  const runId = crypto.randomUUID();
  let now = script.startedAt;
  let order = 0;
  const due: Due[] = [];
  const later = (at: number, job: Due['job']): void => void due.push({ at, order: order++, job });
  const calls = new Map<number, ActivityCall>();
  const cancelledTimers = new Set<number>();
  const outcome: Outcome = {
    status: 'completed',
    result: null,
    type: null,
    message: null,
    took: 0,
    calls: [],
    payloadSizes: [],
    updates: [],
    attributes: {},
    state: null,
  };
  const run = { ended: false };

  const workflow = await sandbox.createWorkflow({
    info: infoOf(script, runId),
    randomnessSeed: Array.from(Long.fromNumber(7).toBytes()),
    now,
    showStackTraceSources: false,
  });

  const resolve = (seq: number, result: object, state: ActivityCall['outcome']): Job | null => {
    const call = calls.get(seq);
    if (call === undefined || call.outcome !== 'open') return null;
    call.outcome = state;
    return { resolveActivity: { seq, result } };
  };

  const take = (command: Command): void => {
    if (command.scheduleActivity) {
      const {
        seq,
        activityType,
        arguments: args,
        scheduleToCloseTimeout,
        startToCloseTimeout,
        heartbeatTimeout,
        retryPolicy,
      } = command.scheduleActivity;
      const [given] = args ?? [];
      if (given === undefined) throw new Error(`${activityType} is asked with nothing`);
      const call: ActivityCall = {
        name: activityType ?? '',
        input: defaultPayloadConverter.fromPayload(given),
        summary: summaryOf(command),
        at: now - script.startedAt,
        scheduleToCloseMs: msOf(scheduleToCloseTimeout),
        startToCloseMs: msOf(startToCloseTimeout),
        heartbeatMs: msOf(heartbeatTimeout),
        retry: {
          initialMs: msOf(retryPolicy?.initialInterval),
          coefficient: retryPolicy?.backoffCoefficient ?? 2,
          maximumMs: msOf(retryPolicy?.maximumInterval),
          attempts: retryPolicy?.maximumAttempts ?? 0,
        },
        outcome: 'open',
      };
      const sizes = (args ?? []).map(({ data }) => data?.length ?? 0);
      outcome.payloadSizes.push(...sizes);
      calls.set(seq ?? 0, call);
      outcome.calls.push(call);
      const answer = script.answer(call);
      if ('never' in answer) return;
      if ('value' in answer) {
        outcome.payloadSizes.push(payloadOf(answer.value).data?.length ?? 0);
      }
      later(now + (answer.after ?? 10), () =>
        'value' in answer
          ? resolve(seq ?? 0, { completed: { result: payloadOf(answer.value) } }, 'completed')
          : resolve(seq ?? 0, { failed: { failure: failureOf(call, answer.failure) } }, 'failed'),
      );
    } else if (command.requestCancelActivity) {
      const seq = command.requestCancelActivity.seq ?? 0;
      later(now, () => resolve(seq, { cancelled: { failure: cancelledFailure() } }, 'cancelled'));
    } else if (command.startTimer) {
      const { seq, startToFireTimeout } = command.startTimer;
      later(now + msOf(startToFireTimeout), () =>
        cancelledTimers.has(seq ?? 0) ? null : { fireTimer: { seq: seq ?? 0 } },
      );
    } else if (command.cancelTimer) {
      cancelledTimers.add(command.cancelTimer.seq ?? 0);
    } else if (command.upsertWorkflowSearchAttributes) {
      const fields = command.upsertWorkflowSearchAttributes.searchAttributes?.indexedFields ?? {};
      for (const [name, payload] of Object.entries(fields)) {
        outcome.attributes[name] = JSON.parse(Buffer.from(payload.data ?? []).toString() || 'null');
      }
    } else if (command.updateResponse) {
      const { accepted, rejected } = command.updateResponse;
      if (accepted) outcome.updates.push({ accepted: true, failure: null });
      if (rejected) outcome.updates.push({ accepted: false, failure: typeOf(rejected) });
    } else if (command.completeWorkflowExecution) {
      run.ended = true;
      outcome.result = fromPayload(command.completeWorkflowExecution.result);
    } else if (command.failWorkflowExecution) {
      run.ended = true;
      const { failure } = command.failWorkflowExecution;
      Object.assign(outcome, {
        status: 'failed',
        type: typeOf(failure),
        message: failure?.message ?? null,
      });
    } else if (command.cancelWorkflowExecution) {
      run.ended = true;
      outcome.status = 'cancelled';
    }
  };

  const activate = async (jobs: Job[]): Promise<Command[]> => {
    const completion = await workflow.activate(
      WorkflowActivation.fromObject({ runId, timestamp: timestampOf(now), jobs }),
    );
    if (completion.failed) throw new Error(completion.failed.failure?.message ?? 'task failed');
    return completion.successful?.commands ?? [];
  };
  const query = async (): Promise<VideoSnapshot> => {
    const [answer] = await activate([
      { queryWorkflow: { queryId: 'q', queryType: 'state', arguments: [] } },
    ]);
    const told = answer?.respondToQuery?.succeeded?.response;
    if (!told) throw new Error('the run does not tell its state');
    return defaultPayloadConverter.fromPayload(told);
  };

  const initialize: Job = {
    initializeWorkflow: {
      workflowType: script.workflow,
      workflowId: 'vid_test',
      arguments: toPayloads(defaultPayloadConverter, script.input) ?? [],
      randomnessSeed: Long.fromNumber(7),
    },
  };
  for (const message of script.messages ?? [])
    later(script.startedAt + message.at, () => messageJob(message));

  let jobs: Job[] = [initialize];
  for (let step = 0; step < 5_000 && !run.ended; step += 1) {
    for (const command of await activate(jobs)) take(command);
    if (script.watch && !run.ended) script.watch(await query(), now - script.startedAt);
    jobs = [];
    while (jobs.length === 0 && !run.ended) {
      due.sort((a, b) => a.at - b.at || a.order - b.order);
      const next = due.shift();
      if (next === undefined) throw new Error('the run waits for something that never comes');
      now = Math.max(now, next.at);
      const job = next.job();
      if (job !== null) jobs = [job];
    }
  }
  outcome.state = script.workflow === 'videoWorkflow' ? await query() : null;
  outcome.took = now - script.startedAt;
  await workflow.dispose();
  return outcome;
}

function messageJob(message: Message): Job {
  if (message.cancel) return { cancelWorkflow: { reason: 'asked for' } };
  const sent = message.signal ?? message.update;
  const input = toPayloads(defaultPayloadConverter, sent?.input) ?? [];
  if (message.signal) return { signalWorkflow: { signalName: sent?.name ?? '', input } };
  const id = crypto.randomUUID();
  return {
    doUpdate: { id, protocolInstanceId: id, name: sent?.name ?? '', input, runValidator: true },
  };
}

function failureOf(call: ActivityCall, given: GivenFailure) {
  const timedOut = given.retryState === 'TIMEOUT';
  return {
    message: 'Activity task failed',
    activityFailureInfo: {
      activityType: { name: call.name },
      activityId: '1',
      retryState: timedOut ? 3 : 2,
    },
    cause: {
      message: given.message,
      applicationFailureInfo: {
        type: given.type,
        nonRetryable: !timedOut,
        details: { payloads: toPayloads(defaultPayloadConverter, ...(given.details ?? [])) ?? [] },
      },
    },
  };
}

function cancelledFailure() {
  return { message: 'cancelled', canceledFailureInfo: {} };
}

function typeOf(failure: unknown): string | null {
  const shape = z.object({ applicationFailureInfo: z.object({ type: z.string() }) });
  return shape.safeParse(failure).data?.applicationFailureInfo.type ?? null;
}

function summaryOf(command: Command): string {
  const summary = fromPayload(command.userMetadata?.summary);
  return typeof summary === 'string' ? summary : '';
}

const payloadOf = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);

function fromPayload(payload: Payload | null | undefined): unknown {
  return payload ? defaultPayloadConverter.fromPayload(payload) : null;
}

function timestampOf(ms: number) {
  return { seconds: Long.fromNumber(Math.floor(ms / 1_000)), nanos: (ms % 1_000) * 1_000_000 };
}

function msOf(
  duration: { seconds?: Long | null; nanos?: number | null } | null | undefined,
): number {
  if (!duration) return 0;
  return (duration.seconds?.toNumber() ?? 0) * 1_000 + (duration.nanos ?? 0) / 1_000_000;
}

function infoOf(script: Script, runId: string): WorkflowInfo {
  const at = new Date(script.startedAt);
  return {
    workflowId: 'vid_test',
    runId,
    workflowType: script.workflow,
    searchAttributes: {},
    typedSearchAttributes: new TypedSearchAttributes(),
    taskQueue: 'test',
    namespace: 'default',
    firstExecutionRunId: runId,
    originalExecutionRunId: runId,
    startTime: at,
    runStartTime: at,
    taskTimeoutMs: 10_000,
    attempt: 1,
    historyLength: 3,
    historySize: 300,
    continueAsNewSuggested: false,
    targetWorkerDeploymentVersionChanged: false,
    unsafe: {
      now: Date.now,
      isReplaying: false,
      isReplayingHistoryEvents: false,
      // The sandbox puts its own in this place.
      random: { random: Math.random, uuid4: randomUUID, fillRandom: randomFillSync },
    },
  };
}
