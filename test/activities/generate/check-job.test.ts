import { ApplicationFailureCategory } from '@temporalio/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JobRef } from '../../../activities/contract.ts';
import { createCheckJob } from '../../../activities/generate/check-job.ts';
import type { IoDeps } from '../../../activities/kit/deps.ts';
import { createSubmitJob } from '../../../activities/generate/submit-job.ts';
import { FAILURE_TYPES } from '../../../domain/video/failure-types.ts';
import type { Generator } from '../../../providers/generators/generator.ts';
import { type Program, startProgram } from '../../simulators/program.ts';
import type { World } from '../world.ts';
import { failureOf, leaks, openWorld } from '../world.ts';

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
  world.attempt(createCheckJob({ ...world.io, ...deps }), job, { number });

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
    ({
      status: async () => ({
        status: 'pending',
        progress: null,
        retryAfterSeconds,
        remark: null,
      }),
    }) as unknown as Generator,
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

test('a server that is no longer configured is a clear end', async () => {
  const job = { ...(await bought('good')), model: 'gone/model' };
  expect(await failureOf(check(job))).toMatchObject({
    type: 'generator_invalid_request',
    nonRetryable: true,
    message: 'No video server named gone is configured on this worker.',
  });
});

test('no log line of a look holds a prompt, a token or a query', () => {
  expect(world.logged()).not.toMatch(leaks);
});
