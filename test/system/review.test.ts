import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SWEEP_SCHEDULE_ID } from '../../temporal/names.ts';
import { temporalCli } from '../workers/temporal-cli.ts';
import type { Stack } from './stack.ts';
import { startStack } from './stack.ts';
import type { Video } from './videos.ts';
import { call, create, ended, untilVideo } from './videos.ts';

const run = promisify(execFile);
let stack: Stack;
let asked: Video[];

const REVIEWED = {
  size: '64x36',
  duration: 1,
  frame_rate: 8,
  review: { mode: 'always', deadline: 600 },
};

beforeAll(async () => {
  stack = await startStack();
  const videos = [];
  for (let n = 0; n < 5; n += 1) videos.push(await create(stack, REVIEWED));
  asked = await Promise.all(
    videos.map(({ id }) => untilVideo(stack, id, ({ status }) => status === 'awaiting_review')),
  );
}, 180_000);
afterAll(async () => stack[Symbol.asyncDispose]());

const cli = async (...args: string[]) => {
  const { address } = await stack.part('temporal');
  return run(temporalCli(), ['workflow', ...args, '--address', address]);
};
const decision = (body: object): string => JSON.stringify({ reviewer: 'ada', ...body });

test('a person who is asked sees what is recommended and until when', () => {
  for (const video of asked) {
    expect(video.review).toMatchObject({
      recommended: expect.any(String),
      due_at: expect.any(String),
    });
    expect(video.candidates.every(({ media_url: url }) => url !== null)).toBe(true);
  }
});

test('over HTTP, a decision is answered with the video and a second one refused', async () => {
  const { id, candidates } = asked[0] ?? fail();
  const body = { decision: 'choose', candidate: candidates[1]?.id, reviewer: 'ada' };
  const first = await call(stack, 'POST', `/v1/videos/${id}/review`, body);
  expect(first.status).toBe(200);
  const second = await call<{ code: string }>(stack, 'POST', `/v1/videos/${id}/review`, body);
  expect([second.status, second.body.code]).toEqual([409, 'already_decided']);
  const video = await ended(stack, id);
  expect(video.pick).toMatchObject({ candidate: candidates[1]?.id, by: 'reviewer' });
});

test('an unknown candidate is refused and decides nothing', async () => {
  const { id } = asked[1] ?? fail();
  const body = { decision: 'choose', candidate: 'cand_unknown', reviewer: 'ada' };
  const answer = await call<{ code: string }>(stack, 'POST', `/v1/videos/${id}/review`, body);
  expect([answer.status, answer.body.code]).toEqual([422, 'unknown_candidate']);
});

test('by the temporal CLI, as an update', async () => {
  const { id } = asked[1] ?? fail();
  const input = decision({ decision: 'approve' });
  await cli('update', 'execute', '--workflow-id', id, '--name', 'review', '--input', input);
  expect(await ended(stack, id)).toMatchObject({ status: 'published', pick: { by: 'reviewer' } });
});

test('by the temporal CLI, as a signal', async () => {
  const { id } = asked[2] ?? fail();
  const input = decision({ decision: 'reject', reason: 'off brand' });
  await cli('signal', '--workflow-id', id, '--name', 'review', '--input', input);
  const video = await ended(stack, id);
  expect(video).toMatchObject({ status: 'rejected', failure: { code: 'review_rejected' } });
});

test('a run that is cancelled while it waits for a person ends cancelled', async () => {
  const { id } = asked[3] ?? fail();
  expect((await call(stack, 'POST', `/v1/videos/${id}/cancel`)).status).toBe(202);
  const video = await ended(stack, id);
  expect(video.status).toBe('cancelled');
  expect(video.candidates.every(({ media_url: url }) => url === null)).toBe(true);
  expect((await call(stack, 'POST', `/v1/videos/${id}/cancel`)).status).toBe(202);
});

test('a decision outlives the death of the worker', async () => {
  const { id } = asked[4] ?? fail();
  const killed = await stack.kill('worker-all');
  const body = { decision: 'approve', reviewer: 'ada' };
  const answer = await call(stack, 'POST', `/v1/videos/${id}/review`, body);
  expect([200, 202]).toContain(answer.status);
  await stack.part('worker-all', killed);
  expect(await ended(stack, id)).toMatchObject({ status: 'published', pick: { by: 'reviewer' } });
});

function fail(): never {
  throw new Error('no video was asked for');
}

test('the sweep of lost runs is scheduled on the stack of one machine', async () => {
  const client = await stack.temporal();
  await expect
    .poll(
      () =>
        client.schedule
          .getHandle(SWEEP_SCHEDULE_ID)
          .describe()
          .then(({ state }) => state.paused),
      {
        timeout: 30_000,
      },
    )
    .toBe(false);
}, 40_000);
