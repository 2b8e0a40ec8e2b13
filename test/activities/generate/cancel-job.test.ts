import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCancelJob } from '../../../activities/generate/cancel-job.ts';
import { createSubmitJob } from '../../../activities/generate/submit-job.ts';
import type { Generator } from '../../../providers/generators/generator.ts';
import { type Program, startProgram } from '../../simulators/program.ts';
import { GeneratorFailure } from '../../../providers/generators/kit/generator-failure.ts';
import { settledDocument } from '../../../records/settled-purchases.ts';
import type { World } from '../world.ts';
import { failureOf, leaks, openWorld } from '../world.ts';
import { jsonAt } from '../../json-at.ts';

let data: string;
let local: Program;
let world: World;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'promptreel-cancel-'));
  local = await startProgram('openai-videos/main.ts', ['--data', data]);
  world = await openWorld({ local: local.url });
});
afterAll(async () => {
  await Promise.all([local.stop(), world.close()]);
  await rm(data, { recursive: true });
});

const model = 'local/painter';
const long = { model, duration: 60, width: 1_280, height: 720, frameRate: 24 };

const jobsAtServer = async (): Promise<string[]> => {
  const list = await jsonAt<{ data: { id: string }[] }>(`${local.url}/v1/videos`);
  return list.data.map(({ id }) => id);
};

test('a job at work is deleted at its server, and a second time changes nothing', async () => {
  const ref = await world.accept(long);
  const wakeUntil = new Date(Date.now() + 60_000).toISOString();
  const order = { ...ref, model, seed: 7, reference: `${ref.video}/0/0`, wakeUntil };
  const { jobId } = await world.attempt(createSubmitJob(world.io), order);
  expect(await jobsAtServer()).toContain(jobId);
  const cancel = () => world.attempt(createCancelJob(world.io), { ...ref, model });
  await cancel();
  expect(await jobsAtServer()).not.toContain(jobId);
  await expect(cancel()).resolves.toBeUndefined();
});

test('a job whose answer was lost is found and deleted', async () => {
  const ref = await world.accept({ ...long, seed: 7 });
  const wakeUntil = new Date(Date.now() + 60_000).toISOString();
  const order = { ...ref, model, seed: 7, reference: `${ref.video}/0/0`, wakeUntil };
  let jobId = '';
  const dying: typeof world.io = {
    ...world.io,
    generator: (name) => {
      const real = world.io.generator(name);
      if (real === undefined) return real;
      const submit: Generator['submit'] = async (intent, context) => {
        ({ jobId } = await real.submit(intent, context));
        throw new Error('killed');
      };
      return { ...real, submit };
    },
  };
  await failureOf(world.attempt(createSubmitJob(dying), order));
  expect(await jobsAtServer()).toContain(jobId);
  await world.attempt(createCancelJob(world.io), { ...ref, model });
  expect(await jobsAtServer()).not.toContain(jobId);
});

test('a job of a deleted video is ended too, and a receipt without a word of it stays', async () => {
  const ref = await world.accept(long);
  const wakeUntil = new Date(Date.now() + 60_000).toISOString();
  const reference = `${ref.video}/0/0`;
  const order = { ...ref, model, seed: 7, reference, wakeUntil };
  const { jobId } = await world.attempt(createSubmitJob(world.io), order);
  await world.io.records.bury(ref.tenant, ref.video);
  await world.attempt(createCancelJob(world.io), { ...ref, model });
  expect(await jobsAtServer()).not.toContain(jobId);
  const found = await settledDocument.read(world.io.store, { reference });
  expect(found?.value).toMatchObject({ reference, jobId, outcome: 'cancelled', model });
  expect(JSON.stringify(found?.value)).not.toMatch(leaks);
});

test('a create of a deleted video whose answer was lost is looked up, and its job ended', async () => {
  const ref = await world.accept(long);
  const wakeUntil = new Date(Date.now() + 60_000).toISOString();
  const order = { ...ref, model, seed: 7, reference: `${ref.video}/0/0`, wakeUntil };
  let jobId = '';
  const dying: typeof world.io = {
    ...world.io,
    generator: (name) => {
      const real = world.io.generator(name);
      if (real === undefined) return real;
      const submit: Generator['submit'] = async (intent, context) => {
        ({ jobId } = await real.submit(intent, context));
        throw new Error('killed');
      };
      return { ...real, submit };
    },
  };
  await failureOf(world.attempt(createSubmitJob(dying), order));
  await world.io.records.bury(ref.tenant, ref.video);
  await world.attempt(createCancelJob(world.io), { ...ref, model });
  expect(await jobsAtServer()).not.toContain(jobId);
});

test('a refusal to cancel is not the last word while the job costs', async () => {
  const ref = await world.accept(long);
  const wakeUntil = new Date(Date.now() + 60_000).toISOString();
  const order = { ...ref, model, seed: 7, reference: `${ref.video}/0/0`, wakeUntil };
  await world.attempt(createSubmitJob(world.io), order);
  const refusing: typeof world.io = {
    ...world.io,
    generator: (name) => {
      const real = world.io.generator(name);
      const cancel = () =>
        Promise.reject(
          new GeneratorFailure({
            code: 'generator_auth',
            kind: 'AUTH',
            message: 'No.',
            retryable: false,
            billed: 'maybe',
            sent: 'yes',
          }),
        );
      return real && { ...real, cancel };
    },
  };
  const failure = await failureOf(world.attempt(createCancelJob(refusing), { ...ref, model }));
  expect(failure).toMatchObject({ type: 'generator_auth', nonRetryable: false });
});

test('a take that was never bought needs no cancelling', async () => {
  const ref = await world.accept(long);
  const cancel = world.attempt(createCancelJob(world.io), { ...ref, model: 'none/model' });
  await expect(cancel).resolves.toBeUndefined();
});

test('a server that cannot be reached is tried again', async () => {
  const ref = await world.accept(long);
  const wakeUntil = new Date(Date.now() + 60_000).toISOString();
  const order = { ...ref, model, seed: 7, reference: `${ref.video}/0/0`, wakeUntil };
  await world.attempt(createSubmitJob(world.io), order);
  const cancel = createCancelJob(world.io);
  const failure = await failureOf(world.attempt(cancel, { ...ref, model: 'none/model' }));
  expect(failure).toMatchObject({ nonRetryable: false });
  await world.attempt(cancel, { ...ref, model });
});
