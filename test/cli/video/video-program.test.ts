import { expect, test } from 'vitest';
import { videoProgram } from '../../../cli/video/video-program.ts';
import { ID, inReview, published, sampleVideo } from '../../client/sample-video.ts';
import { eventStream, json, scriptedApi } from '../../client/scripted-api.ts';
import { config, run } from '../command-line.ts';

const video = (...args: string[]) => run(videoProgram, args);

test('get prints the video, or the resource itself', async () => {
  const { base } = await scriptedApi(json(200, published()));
  const shown = await video('get', ID, '--url', base);
  expect(shown.printed.join('')).toContain(`${ID}  published`);
  const { printed } = await video('get', ID, '--url', `${base}/`, '--json');
  expect(JSON.parse(printed.join(''))).toEqual(published());
});

test('create sends what was asked under the key that was given', async () => {
  const { base, seen } = await scriptedApi(json(202, sampleVideo()));
  const options = ['--variations', '2', '--review', '--idempotency-key', 'mine', '--key', 'k'];
  const { status } = await video('create', 'a', 'sea', ...options, '--url', base);
  expect(status).toBe(0);
  expect(seen[0]).toMatchObject({ method: 'POST', url: '/v1/videos' });
  expect(seen[0]?.headers).toMatchObject({ 'idempotency-key': 'mine', authorization: 'Bearer k' });
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
    prompt: 'a sea',
    variations: 2,
    review: { mode: 'always' },
  });
});

test.each([
  ['published', 0],
  ['failed', 1],
] as const)('watch ends when the video does; one that %s gives status %i', async (how, status) => {
  const ended = { ...published(), status: how };
  const { base } = await scriptedApi(
    json(200, sampleVideo()),
    eventStream([{ id: '1', event: `video.${how}`, data: ended }]),
  );
  expect((await video('watch', ID, '--url', base)).status).toBe(status);
});

test('list asks with its filters and prints a line a video, and how to go on', async () => {
  const page = { object: 'list', data: [published(), inReview()], next_cursor: 'abc' };
  const { base, seen } = await scriptedApi(json(200, page));
  const filters = ['--status', 'published', '--created-after', '2026-01-01T00:00:00Z'];
  const { printed } = await video('list', ...filters, '--url', base);
  expect(seen[0]?.url).toBe('/v1/videos?status=published&created_after=2026-01-01T00%3A00%3A00Z');
  expect(printed).toHaveLength(3);
  expect(printed[2]).toBe('more: --cursor abc');
});

test('review sends the decision as it was given', async () => {
  const { base, seen } = await scriptedApi(json(200, inReview()));
  const choice = ['choose', '--candidate', 'cand_0', '--reviewer', 'Ada', '--reason', 'light'];
  await video('review', ID, ...choice, '--url', base);
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
    decision: 'choose',
    reviewer: 'Ada',
    candidate: 'cand_0',
    reason: 'light',
  });
});

test('cancel and delete go where they are said to go', async () => {
  const { base, seen } = await scriptedApi(json(202, sampleVideo()), json(200, sampleVideo()));
  await video('cancel', ID, '--url', base);
  await video('delete', ID, '--url', base);
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
    `POST /v1/videos/${ID}/cancel`,
    `DELETE /v1/videos/${ID}`,
  ]);
});

test.each([
  [['get', ID, '--variations', '3'], /unknown option '--variations'/i],
  [['list', '--watch'], /unknown option '--watch'/i],
  [['get'], /missing required argument 'id'/i],
  [['get', ID, 'another'], /too many arguments/i],
  [['review', ID, 'approve'], /--reviewer/],
  [['review', ID, 'applaud', '--reviewer', 'Ada'], /approve, reject, choose/],
  [['create'], /prompt is needed/],
  [['paint'], /unknown command 'paint'/i],
])('%j is refused in one sentence with status 2, and nothing is sent', async (args, message) => {
  const refused = run(videoProgram, args, config({ PROMPTREEL_PUBLIC_URL: 'http://127.0.0.1:1' }));
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toMatchObject({ name: 'Problem', exitCode: 2 });
});

test('without a command the commands are listed, with status 2; asked for, with 0', async () => {
  for (const [args, status] of [
    [[], 2],
    [['--help'], 0],
  ] as const) {
    const shown = await run(videoProgram, [...args]);
    expect(shown.status).toBe(status);
    for (const command of 'create get list watch review cancel delete'.split(' ')) {
      expect(shown.printed.join('')).toContain(command);
    }
  }
});

test('where no stack runs, how to start one is said', async () => {
  await expect(video('get', ID)).rejects.toThrow(/npm start.*--url/);
});
