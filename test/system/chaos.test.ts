import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../providers/stores/open-store.ts';
import { isAlive } from '../../stack/early/process-identity.mjs';
import { eventsOf } from './history.ts';
import { seededMoments } from './moments.ts';
import type { Stack } from './stack.ts';
import { processesOf, scratchLeft, startStack, until } from './stack.ts';
import type { Video } from './videos.ts';
import { call, create, ended, get, hasEnded, untilVideo } from './videos.ts';

/** Repeat a run that failed: the moments of a seed are the same on every machine. */
const SEED = Number(process.env['PROMPTREEL_TEST_SEED'] ?? 20_261_123);
const KILLS = 10;

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 120_000);
afterAll(async () => stack[Symbol.asyncDispose]());

/** Creates that the model server accepted, by the reference of the take. */
async function creates(): Promise<Map<string, number>> {
  const log = await readFile(join(stack.dataDir, 'local-model', 'creates.log'), 'utf8');
  const counts = new Map<string, number>();
  for (const line of log.trim().split('\n')) {
    const { metadata }: { metadata: { promptreel_reference: string } } = JSON.parse(line);
    const reference = metadata.promptreel_reference;
    counts.set(reference, (counts.get(reference) ?? 0) + 1);
  }
  return counts;
}

async function expectPublished(video: Video): Promise<void> {
  expect(video.failure).toBeNull();
  expect(video.status).toBe('published');
  expect((await fetch(video.playback?.hls_url ?? '')).status).toBe(200);
}

async function expectNothingLeft(): Promise<void> {
  expect(await scratchLeft(stack)).toEqual([]);
  const children = (await processesOf(stack)).filter((line) => /ff(mpeg|probe)/.test(line));
  expect(children).toEqual([]);
}

test(`the worker killed at ${KILLS} moments of a run: published, and every take bought once`, async () => {
  const request = { variations: 3, size: '960x540', duration: 4 };
  const ids = [(await create(stack, request)).id];
  const killedAt: string[] = [];
  let pid = 0;
  for (const moment of seededMoments(SEED, KILLS)) {
    const reached = (each: Video): boolean => each.progress >= moment || hasEnded(each);
    let video = await untilVideo(stack, ids.at(-1) ?? '', reached);
    // A run that was over too soon to be hit: the next one is.
    for (
      ;
      hasEnded(video) && ids.length < KILLS;
      video = await untilVideo(stack, ids.at(-1) ?? '', reached)
    ) {
      ids.push((await create(stack, request)).id);
    }
    pid = (await stack.part('worker-all', pid)).pid;
    process.kill(pid, 'SIGKILL');
    killedAt.push(`${video.stage} ${video.progress}`);
    await stack.part('worker-all', pid);
  }
  // eslint-disable-next-line no-console -- The moments are what one needs when this fails.
  console.log(`killed at: ${killedAt.join(', ')}`);
  expect(killedAt).toHaveLength(KILLS);
  for (const id of ids) {
    await expectPublished(await ended(stack, id, 240_000));
    const bought = await creates();
    for (let take = 0; take < 3; take += 1) expect(bought.get(`${id}/${take}/0`)).toBe(1);
  }
  await expectNothingLeft();
}, 400_000);

describe('killed once in the middle of a run', () => {
  const startAndReach = async (progress: number): Promise<string> => {
    const { id } = await create(stack);
    await untilVideo(stack, id, (video) => video.progress >= progress);
    return id;
  };

  test('the Temporal server: the video still publishes', async () => {
    const id = await startAndReach(0.1);
    const pid = await stack.kill('temporal');
    await stack.part('temporal', pid);
    await expectPublished(await ended(stack, id));
  }, 150_000);

  test('the API: the video still publishes, at the same address', async () => {
    const id = await startAndReach(0.1);
    const pid = await stack.kill('api');
    const api = await stack.part('api', pid);
    expect(api.address).toBe(stack.url);
    await expectPublished(await ended(stack, id));
  }, 150_000);

  test('the model server: the video still publishes, and every take was bought once', async () => {
    const id = await startAndReach(0.05);
    const pid = await stack.kill('local-model');
    await stack.part('local-model', pid);
    await expectPublished(await ended(stack, id));
    const bought = await creates();
    for (let take = 0; take < 2; take += 1) expect(bought.get(`${id}/${take}/0`)).toBe(1);
  }, 150_000);
});

test('with every worker down, a video can be read, and its progress does not go back', async () => {
  const { id } = await create(stack);
  const before = await untilVideo(stack, id, ({ progress }) => progress > 0.1);
  const pid = await stack.kill('worker-all');
  const during = await get(stack, id);
  expect(during?.progress).toBeGreaterThanOrEqual(before.progress);
  expect(during?.candidates).toHaveLength(before.candidates.length);
  await stack.part('worker-all', pid);
  await expectPublished(await ended(stack, id));
}, 150_000);

test('a run that an operator terminates is noticed and closed', async () => {
  const { id } = await create(stack);
  await untilVideo(stack, id, ({ status }) => status === 'in_progress');
  const client = await stack.temporal();
  await client.workflow.getHandle(id).terminate('by hand');
  const video = await ended(stack, id, 20_000);
  expect(video).toMatchObject({ status: 'failed', failure: { code: 'internal' } });
}, 60_000);

test('a video deleted while it is made ends, and no late write brings anything back', async () => {
  const { id } = await create(stack);
  await untilVideo(stack, id, ({ progress }) => progress > 0.05);
  expect((await call(stack, 'DELETE', `/v1/videos/${id}`)).status).toBe(204);
  expect((await call(stack, 'GET', `/v1/videos/${id}`)).status).toBe(404);
  const client = await stack.temporal();
  await until('the end of the run', async () => {
    const { status } = await client.workflow.getHandle(id).describe();
    return status.name === 'RUNNING' ? null : status.name;
  });
  const store = openStore(`file:${stack.dataDir}/objects`);
  const left = async (): Promise<string[]> =>
    (await store.list(`default/${id}/`, { limit: 50 })).objects.map(({ key }) => key);
  await expect.poll(left, { timeout: 30_000 }).toEqual([`default/${id}/tombstone.json`]);
  expect((await call(stack, 'GET', `/v1/videos/${id}`)).status).toBe(404);
}, 90_000);

test('everything killed, the supervisor too: the next start goes on where it was', async () => {
  const { id } = await create(stack);
  await untilVideo(stack, id, ({ progress }) => progress > 0.1);
  const old = await stack.parts();
  await stack.killSupervisor();
  for (const { pid } of old) process.kill(pid, 'SIGKILL');
  await stack.restart();
  await expectPublished(await ended(stack, id));
  expect((await eventsOf(await stack.temporal(), id)).length).toBeLessThan(150);
  await expectNothingLeft();
}, 200_000);

test('the supervisor alone killed: the next start ends the old parts and takes over', async () => {
  const { id } = await create(stack);
  await untilVideo(stack, id, ({ progress }) => progress > 0.05);
  const old = await stack.parts();
  await stack.killSupervisor();
  // Its parts go on: every answer is a line of log that nobody reads any more.
  for (let n = 0; n < 5; n += 1) expect(await get(stack, id)).not.toBeNull();
  await stack.restart();
  expect(old.filter(isAlive)).toEqual([]);
  await expectPublished(await ended(stack, id));
}, 200_000);

test('a stop leaves nothing running and no stack.json', async () => {
  const running = (await processesOf(stack)).join('\n');
  for (const { pid } of await stack.parts()) expect(running).toContain(`${pid} `);
  await stack.stop();
  expect(await processesOf(stack)).toEqual([]);
  await expect(readFile(join(stack.dataDir, 'stack.json'))).rejects.toMatchObject({
    code: 'ENOENT',
  });
}, 60_000);
