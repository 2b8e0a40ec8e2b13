import { ApplicationFailureCategory } from '@temporalio/common';
import type { Info } from '@temporalio/activity';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JobRef } from '../../../activities/contract.ts';
import { createCheckJob } from '../../../activities/generate/check-job.ts';
import type { IoDeps } from '../../../activities/kit/deps.ts';
import { createSubmitJob } from '../../../activities/generate/submit-job.ts';
import { FAILURE_TYPES, JOB_GIVEN_UP } from '../../../domain/video/failure-types.ts';
import { GeneratorFailure } from '../../../providers/generators/kit/generator-failure.ts';
import type { GeneratorFailureKind } from '../../../providers/generators/kit/generator-failure.ts';
import { type Program, startProgram } from '../../simulators/program.ts';
import type { World } from '../world.ts';
import { failureOf, leaks, openWorld } from '../world.ts';
import { generatorThat } from '../generator-that.ts';

let hostile: Program;
let world: World;
beforeAll(async () => {
  hostile = await startProgram('hostile/main.ts');
  world = await openWorld({ hostile: hostile.url });
});
afterAll(() => Promise.all([hostile.stop(), world.close()]));

async function bought(behaviour: string): Promise<JobRef> {
  const model = `hostile/${behaviour}`;
  const ref = await world.accept({ model });
  const wakeUntil = new Date(Date.now() + 60_000).toISOString();
  const input = { ...ref, model, seed: 7, reference: `${ref.video}/0/0`, wakeUntil };
  const { operation } = await world.attempt(createSubmitJob(world.io), input);
  return { ...ref, model, operation };
}

const check = (job: JobRef, { number = 1, ...deps }: Partial<IoDeps> & { number?: number } = {}) =>
  world.attempt(createCheckJob({ ...world.io, hookUrl: null, ...deps }), job, { number });

/** A look at a job that was accepted so long ago, with so much time left. */
const later = (job: JobRef, deps: Partial<IoDeps>, info: Partial<Info>) =>
  world.attempt(createCheckJob({ ...world.io, hookUrl: null, ...deps }), job, {
    env: world.environment(400, info),
  });

/** What the generator throws at every look. */
const throwing = (kind: GeneratorFailureKind, retryAfterSeconds?: number): Partial<IoDeps> => ({
  generator: () =>
    generatorThat({
      status: async () => {
        throw new GeneratorFailure({
          code: kind === 'AUTH' ? 'generator_auth' : 'generator_failed',
          kind,
          message: 'The generator said so.',
          retryable: kind === 'TRANSIENT',
          ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
          billed: 'maybe',
          sent: 'yes',
        });
      },
    }),
});

/** Looks again and again, as the server's retries do; answers how the looking ended. */
async function settled(job: JobRef): Promise<void> {
  for (;;) {
    const looking = check(job);
    const type = await looking.then(
      () => null,
      (thrown: { type?: string }) => thrown.type,
    );
    if (type !== FAILURE_TYPES.jobPending) return looking;
    await sleep(50);
  }
}

const saying = (retryAfterSeconds: number | null): Partial<IoDeps> => ({
  generator: () =>
    generatorThat({
      status: async () => ({
        status: 'pending',
        phase: null,
        progress: null,
        retryAfterSeconds,
        remark: null,
      }),
    }),
});

test('a job at work fails the look with its progress and the time of the next one', async () => {
  const failure = await failureOf(check(await bought('never')));
  expect(failure).toMatchObject({
    type: FAILURE_TYPES.jobPending,
    nonRetryable: false,
    category: ApplicationFailureCategory.BENIGN,
    nextRetryDelay: 1_000,
    details: [{ stage: 'generate', take: 0, fraction: 0.4 }],
  });
});

test('looks get rarer with every attempt, to one in fifteen seconds', async () => {
  const job = await bought('never');
  const delays: unknown[] = [];
  for (const number of [1, 2, 5, 12, 13, 400]) {
    delays.push((await failureOf(check(job, { number }))).nextRetryDelay);
  }
  expect(delays).toEqual([1_000, 1_500, 3_000, 12_000, 15_000, 15_000]);
});

test.each([
  [7, 7_000],
  // Zero would end the retries.
  [0, 1_000],
  // A day would end the take.
  [86_400, 300_000],
])('a generator that asks for %i s is looked at again after %i ms', async (seconds, delay) => {
  const failure = await failureOf(check(await bought('never'), saying(seconds)));
  expect(failure.nextRetryDelay).toBe(delay);
});

test('a finished job ends the looking', async () => {
  await expect(settled(await bought('good'))).resolves.toBeUndefined();
});

test.each([
  ['fails-with-reason', 'generator_refused'],
  ['fails-without-reason', 'generator_failed'],
])('a job that %s ends it for good with %s', async (behaviour, type) => {
  const failure = await failureOf(settled(await bought(behaviour)));
  expect(failure).toMatchObject({ type, nonRetryable: true });
  expect(failure.message).toMatch(/^The generator .+\.$/);
});

test('a read that fails says nothing about the job and is tried again', async () => {
  const job = await bought('flaky-status');
  expect(await failureOf(check(job))).toMatchObject({
    type: 'generator_failed',
    nonRetryable: false,
  });
});

test('a server that cannot be reached is tried again', async () => {
  const job = { ...(await bought('good')), model: 'none/model' };
  expect(await failureOf(check(job))).toMatchObject({ nonRetryable: false });
});

describe('what a generator says of us, and not of the job,', () => {
  const MINUTES = 60_000;
  const saidBefore = (looks: number, minutes: number): Partial<Info> => ({
    heartbeatDetails: {
      faults: { denied: { looks, since: Date.now() - minutes * MINUTES } },
    },
  });

  test.each<[GeneratorFailureKind, string]>([
    ['AUTH', 'generator_auth'],
    ['NOT_FOUND', 'generator_failed'],
    ['EXPIRED', 'generator_failed'],
  ])('%s, ends the take only after ten minutes and six looks', async (kind, type) => {
    const job = await bought('good');
    const look = (info: Partial<Info>) => failureOf(later(job, throwing(kind), info));
    expect(await look({})).toMatchObject({ type, nonRetryable: false, nextRetryDelay: 5_000 });
    expect(await look(saidBefore(30, 9))).toMatchObject({ type, nonRetryable: false });
    expect(await look(saidBefore(2, 60))).toMatchObject({ type, nonRetryable: false });
    // Nobody has said that the job is over: the run ends it.
    const details = [JOB_GIVEN_UP];
    expect(await look(saidBefore(5, 11))).toMatchObject({ type, nonRetryable: true, details });
  });

  test('is forgotten once it says how the job stands', async () => {
    const job = await bought('never');
    const env = world.environment(9, saidBefore(5, 9));
    const beats: unknown[] = [];
    env.on('heartbeat', (details) => void beats.push(details));
    await failureOf(world.attempt(createCheckJob(world.io), job, { env }));
    expect(beats).toEqual([{ stage: 'generate', take: 0, fraction: 0.4 }]);
  });

  test('goes for a server that one worker knows no more', async () => {
    const job = { ...(await bought('good')), model: 'gone/model' };
    const failure = {
      type: 'generator_invalid_request',
      message: 'No account named gone is configured on this worker.',
    };
    expect(await failureOf(later(job, {}, {}))).toMatchObject({ ...failure, nonRetryable: false });
    const long = await failureOf(later(job, {}, saidBefore(5, 11)));
    expect(long).toMatchObject({ ...failure, nonRetryable: true });
  });

  test('never ends it when it is only that the server is not well', async () => {
    const look = later(await bought('good'), throwing('TRANSIENT'), saidBefore(500, 300));
    expect(await failureOf(look)).toMatchObject({ nonRetryable: false });
  });
});

describe('a delay', () => {
  const left = (seconds: number): Partial<Info> => ({
    scheduledTimestampMs: Date.now(),
    scheduleToCloseTimeoutMs: seconds * 1_000,
  });

  test.each([
    ['two hours after a fault', throwing('TRANSIENT', 7_200), 3_600, 300_000],
    ['two hours, with two minutes left,', throwing('TRANSIENT', 7_200), 120, 115_000],
    ['five minutes of patience, with 100 s left,', saying(300), 100, 95_000],
    ['no delay at all', throwing('TRANSIENT', 0), 3_600, 1_000],
  ])('of %s never passes five minutes or the deadline', async (_, deps, seconds, expected) => {
    const { nextRetryDelay } = await failureOf(later(await bought('good'), deps, left(seconds)));
    expect(Math.abs(Number(nextRetryDelay) - expected)).toBeLessThan(1_000);
  });

  test.each([
    [60, null, 15],
    [600, null, 60],
    [1_800, null, 180],
    [36_000, null, 300],
    [600, 'http://hooks', 120],
    [36_000, 'http://hooks', 720],
  ])('grows with a job of %i s, with webhooks to %s, to %i s', async (age, hookUrl, expected) => {
    const info = {
      scheduledTimestampMs: Date.now() - age * 1_000,
      scheduleToCloseTimeoutMs: 90_000_000,
    };
    const job = await bought('never');
    const { nextRetryDelay } = await failureOf(later(job, { hookUrl }, info));
    expect(Math.abs(Number(nextRetryDelay) / 1_000 - expected)).toBeLessThan(1);
  });
});

test('no log line of a look holds a prompt, a token or a query', () => {
  expect(world.logged()).not.toMatch(leaks);
});
