import { expect, test } from 'vitest';
import type { FollowEvent } from '../../client/follow-video.ts';
import { followVideo } from '../../client/follow-video.ts';
import { ID, published, sampleVideo } from './sample-video.ts';
import { eventStream, json, scriptedApi } from './scripted-api.ts';

const running = json(200, sampleVideo());
const progress = { id: ID, stage: 'generate', progress: 0.2 };

async function follow(base: string, signal = new AbortController().signal) {
  const events: FollowEvent[] = [];
  for await (const event of followVideo({ client: { base, key: 'k' }, id: ID, signal })) {
    events.push(event);
  }
  return events;
}

const kinds = (events: FollowEvent[]) =>
  events.map((event) => (event.kind === 'link' ? event.state : event.kind));

test('a video that has ended already is read once, and that is all', async () => {
  const { base, seen } = await scriptedApi(json(200, published()));
  expect(kinds(await follow(base))).toEqual(['video']);
  expect(seen).toHaveLength(1);
});

test('the video as it stands comes first, then its events until it has ended', async () => {
  const { base, seen } = await scriptedApi(
    running,
    eventStream([
      { id: '1', event: 'video.progress', data: progress },
      { id: '2', event: 'video.published', data: published() },
    ]),
  );
  expect(kinds(await follow(base))).toEqual(['video', 'live', 'progress', 'video']);
  expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer k', 'Bearer k']);
});

test('after a break it is read again, and the stream goes on after the last event seen', async () => {
  const { base, seen } = await scriptedApi(
    running,
    eventStream([{ id: '7', event: 'video.progress', data: progress }], 'cut'),
    running,
    eventStream([{ id: '8', event: 'video.published', data: published() }]),
  );
  expect(kinds(await follow(base)).at(-1)).toBe('video');
  expect(seen[3]?.headers['last-event-id']).toBe('7');
});

test('an API that is away is waited for', async () => {
  const { base } = await scriptedApi(json(503, {}), json(200, published()));
  expect(kinds(await follow(base))).toEqual(['lost', 'video']);
});

test('where no stream can be had, looking again is enough, and the stream is soon left alone', async () => {
  const { base, seen } = await scriptedApi(
    ...[1, 2, 3].flatMap(() => [running, json(502, {})]),
    running,
    json(200, published()),
  );
  const news = kinds(await follow(base));
  expect(news.filter((kind) => kind === 'polling')).toHaveLength(4);
  expect(news.at(-1)).toBe('video');
  expect(seen.filter(({ url }) => url.endsWith('/events'))).toHaveLength(3);
});

test('events of an unknown kind and lines that are no JSON are passed over', async () => {
  const { base } = await scriptedApi(
    running,
    eventStream([
      { event: 'weather', data: {} },
      { event: 'video.dreamt', data: 'of electric sheep' },
      { event: 'video.failed', data: published() },
    ]),
  );
  expect(kinds(await follow(base))).toEqual(['video', 'live', 'video']);
});

test.each([401, 404])('an answer of %i ends the following', async (status) => {
  const { base } = await scriptedApi(json(status, { code: 'no' }));
  await expect(follow(base)).rejects.toMatchObject({ name: 'ApiRefusal', status });
});

test('an interruption ends it, in the stream and in the pause', async () => {
  const silent = await scriptedApi(running, (response) => response.writeHead(200).flushHeaders());
  await expect(follow(silent.base, AbortSignal.timeout(150))).rejects.toThrow(/timeout/);
  const away = await scriptedApi(json(503, {}));
  await expect(follow(away.base, AbortSignal.timeout(150))).rejects.toThrow(/timeout/);
});
