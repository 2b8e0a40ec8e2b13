import { setTimeout as sleep } from 'node:timers/promises';
import type { MockActivityEnvironment } from '@temporalio/testing';
import { ApplicationFailure } from '@temporalio/common';
import { createCancelJob } from '../../../activities/generate/cancel-job.ts';
import { createCheckJob } from '../../../activities/generate/check-job.ts';
import { createFetchImage } from '../../../activities/generate/fetch-image.ts';
import { createKeepTake } from '../../../activities/generate/keep-take.ts';
import { createSubmitJob } from '../../../activities/generate/submit-job.ts';
import type { TakeRef } from '../../../domain/refs.ts';
import { FAILURE_TYPES } from '../../../domain/video/failure-types.ts';
import { createNet } from '../../../net/net.ts';
import type { Call, Spoiler, Spoilt } from '../../../simulators/hostile/spoiler.ts';
import type { World } from '../world.ts';

/** How one attempt ended while the answer to its call was spoilt, and how the next ones did. */
export interface Cell {
  call: Call;
  how: Spoilt;
  /** `in time`: before the server would have given the attempt up. */
  slot: 'in time' | 'held';
  /** `done`, or the type of the failure. */
  outcome: string;
  isFinal: boolean;
  delayMs: number | null;
  /** What the attempts come to once the answers are right again; null after a final failure. */
  later: string | null;
}

/** Of one attempt; the real ones are twenty times as long. */
const START_TO_CLOSE_MS = 4_000;

interface Table {
  world: World;
  spoiler: Spoiler;
  /** The name under which the world knows the server behind the spoiler. */
  server: string;
}

/** One call, its answer spoilt once, then right. */
export async function cellOf(table: Table, call: Call, how: Spoilt): Promise<Cell> {
  const { world, spoiler } = table;
  const attempt = await prepare(table, call);
  spoiler.spoil(call, how);
  const env = world.environment(1, { startToCloseTimeoutMs: START_TO_CLOSE_MS });
  const running = attempt(env).then(
    () => null,
    (error: unknown) => error,
  );
  const late = sleep(START_TO_CLOSE_MS, 'held' as const, { ref: false });
  const slot = await Promise.race([running.then(() => 'in time' as const), late]);
  const error = await running;
  spoiler.spoil(null, how);
  const failure = error instanceof ApplicationFailure ? error : null;
  const isFinal = failure?.nonRetryable === true;
  const delay = failure?.nextRetryDelay;
  return {
    call,
    how,
    slot,
    outcome: error === null ? 'done' : nameOf(error),
    isFinal,
    delayMs: typeof delay === 'number' ? delay : null,
    later: error === null || isFinal ? null : await settle(() => attempt(world.environment(2))),
  };
}

function nameOf(error: unknown): string {
  if (error instanceof ApplicationFailure) return error.type ?? 'failed';
  return error instanceof Error ? error.name : 'thrown';
}

/** Tries on as the server would, without its pauses. */
async function settle(attempt: () => Promise<unknown>): Promise<string> {
  for (let tries = 0; tries < 40; tries += 1) {
    const error: unknown = await attempt().then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (error === null) return 'done';
    if (!(error instanceof ApplicationFailure)) return nameOf(error);
    if (error.nonRetryable === true) return error.type ?? 'failed';
    if (error.type === FAILURE_TYPES.jobPending) await sleep(50);
  }
  return 'tried on';
}

type Attempt = (env: MockActivityEnvironment) => Promise<unknown>;

async function prepare({ world, spoiler, server }: Table, call: Call): Promise<Attempt> {
  const model = `${server}/good`;
  const image = { kind: 'url', url: `${spoiler.url}/image.png` } as const;
  const ref = await world.accept({ model }, call === 'image' ? { image } : {});
  const callerNet = createNet({ allowHosts: [new URL(spoiler.url).host] });
  const io = { ...world.io, callerNet };
  const order = orderOf(ref, model);
  if (call === 'image') return (env) => world.attempt(createFetchImage(io), ref, { env });
  const submit: Attempt = (env) => world.attempt(createSubmitJob(io), order, { env });
  if (call === 'create') return submit;
  const { operation } = await world.attempt(createSubmitJob(io), order);
  const job = { ...ref, model, operation };
  const check: Attempt = (env) => world.attempt(createCheckJob(io), job, { env });
  if (call === 'status') return check;
  if (call === 'cancel') {
    return (env) => world.attempt(createCancelJob(io), { ...ref, model }, { env });
  }
  await settle(() => check(world.environment()));
  return (env) => world.attempt(createKeepTake(io), job, { env });
}

function orderOf(ref: TakeRef, model: string) {
  const wakeUntil = new Date(Date.now() + 60_000).toISOString();
  return { ...ref, model, seed: 7, reference: `${ref.video}/0/0`, wakeUntil };
}
