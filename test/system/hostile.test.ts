import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Program } from '../simulators/program.ts';
import { startProgram } from '../simulators/program.ts';
import type { Part, Stack } from './stack.ts';
import { scratchLeft, startStack } from './stack.ts';
import { create, ended } from './videos.ts';
import { jsonAt } from '../json-at.ts';

let hostile: Program;
let stack: Stack;
let worker: Part;

beforeAll(async () => {
  hostile = await startProgram('hostile/main.ts');
  stack = await startStack({
    PROMPTREEL_VIDEO_SERVERS: `hostile=${hostile.url}/v1`,
    PROMPTREEL_MAX_TAKE_MB: '20',
  });
  worker = await stack.part('worker-all');
}, 120_000);
afterAll(async () => {
  await stack[Symbol.asyncDispose]();
  await hostile.stop();
});

const ONE = { variations: 1, deadline: 30 };

describe.concurrent('a generator whose take', () => {
  test.each([
    ['is a playlist named mp4', 'playlist', 'media_unreadable'],
    ['is a page named mp4', 'html', 'media_unreadable'],
    ['is cut short', 'truncated', 'media_unreadable'],
    ['breaks off on the wire', 'truncated-wire', 'download_failed'],
    ['is empty', 'empty', 'media_unreadable'],
    ['never stops', 'endless', 'download_failed'],
    ['redirects to a loopback address', 'redirect-loopback', 'download_failed'],
    ['never finishes', 'never', 'generator_timeout'],
    ['fails with a reason', 'fails-with-reason', 'generator_refused'],
    ['fails without one', 'fails-without-reason', 'generator_failed'],
    ['is no video but says so', 'wrong-type', 'media_unreadable'],
    ['is black', 'black', 'no_candidate_passed'],
    ['is frozen', 'frozen', 'no_candidate_passed'],
    ['has the wrong size', 'wrong-size', 'no_candidate_passed'],
    ['has the wrong duration', 'wrong-duration', 'no_candidate_passed'],
    ['is refused at once', 'refuses', 'generator_refused'],
    ['is asked for with a bad key', 'auth', 'generator_auth'],
    ['cannot be paid for', 'quota', 'generator_quota'],
    ['was made by a job that is forgotten', 'forgets', 'generator_failed'],
    [
      'was bought by a create whose answer and job are lost',
      'lost-answer-unlisted',
      'outcome_unknown',
    ],
  ])(
    '%s ends in the right code',
    async (_, model, code) => {
      const { id } = await create(stack, {
        model: `hostile/${model}`,
        ...ONE,
        // A job that was just created may be missing for a while before it counts as forgotten.
        ...(model === 'forgets' ? { deadline: 90 } : {}),
      });
      const video = await ended(stack, id, 100_000);
      expect(video).toMatchObject({ status: 'failed', failure: { code }, playback: null });
      expect(video.failure?.message).toMatch(/^[A-Z].*\.?$/);
      const shown = await fetch(`${stack.url}/media/${id}/hls/master.m3u8`);
      expect(shown.status).toBe(404);
    },
    120_000,
  );
});

describe.concurrent('a generator is lived with that', () => {
  test.each([
    ['loses the answer of a create but lists the job', 'lost-answer', 1],
    // Refused for certain, so it is sent again.
    ['is at its rate limit once', 'rate-limited-once', 2],
    ['fails every other read', 'flaky-status', 1],
    ['lets its link expire', 'expired-link', 1],
    ['answers as little as it can', 'minimal', 1],
  ])(
    '%s',
    async (_, model, creates) => {
      const { id } = await create(stack, { model: `hostile/${model}`, ...ONE, deadline: 120 });
      const video = await ended(stack, id, 110_000);
      expect(video.failure).toBeNull();
      expect(video.status).toBe('published');
      expect(await createsOf(model)).toBe(creates);
    },
    120_000,
  );
});

test('no worker died of any of it, and nothing is left in scratch space', async () => {
  expect(await stack.part('worker-all')).toEqual(worker);
  expect(await scratchLeft(stack)).toEqual([]);
});

/** Creates that reached the server for one kind of behaviour, by what it was sent. */
async function createsOf(model: string): Promise<number> {
  const seen = await jsonAt<{ method: string; fields: { model?: string } | null }[]>(
    `${hostile.url}/_requests`,
  );
  return seen.filter(({ method, fields }) => method === 'POST' && fields?.model === model).length;
}
