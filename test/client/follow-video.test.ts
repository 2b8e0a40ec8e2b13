import { expect, test } from 'vitest';
import type { VideoEvent } from '../../client/follow-video.ts';
import { followVideo } from '../../client/follow-video.ts';
import { eventStream, json, scriptedApi } from './scripted-api.ts';
import { videoResource } from './video.ts';

const published = videoResource({ status: 'published', stage: null, progress: 1 });
const progress = { id: 'vid_1', stage: 'generate', progress: 0.2 };

async function follow(base: string, signal = new AbortController().signal) {
  const events: VideoEvent[] = [];
  let reconnects = 0;
  const client = { base, key: 'k' };
  const onReconnect = (): void => {
    reconnects++;
  };
  for await (const event of followVideo({ client, id: 'vid_1', signal, onReconnect })) {
    events.push(event);
  }
  return { events, reconnects };
}

test('events come until the video has ended', async () => {
  const { base, seen } = await scriptedApi(
    eventStream([
      { id: '1', event: 'video.updated', data: videoResource() },
      { id: '2', event: 'video.progress', data: progress },
      { id: '3', event: 'video.published', data: published },
    ]),
  );
  const { events, reconnects } = await follow(base);
  expect(events.map((event) => event.kind)).toEqual(['video', 'progress', 'video']);
  expect(reconnects).toBe(0);
  expect(seen[0]?.headers.authorization).toBe('Bearer k');
});

test('a broken connection goes on after the last event that was seen', async () => {
  const { base, seen } = await scriptedApi(
    eventStream([{ id: '7', event: 'video.progress', data: progress }], 'cut'),
    json(503, { code: 'unavailable' }),
    eventStream([{ id: '8', event: 'video.published', data: published }]),
  );
  const { events, reconnects } = await follow(base);
  expect(events).toHaveLength(2);
  expect(reconnects).toBe(2);
  expect(seen.map((each) => each.headers['last-event-id'])).toEqual([undefined, '7', '7']);
});

test('a stream that ends before the video does is opened again', async () => {
  const { base } = await scriptedApi(
    eventStream([{ id: '1', event: 'video.updated', data: videoResource() }]),
    eventStream([{ id: '2', event: 'video.published', data: published }]),
  );
  expect((await follow(base)).reconnects).toBe(1);
});

test('an unknown kind of event is passed over', async () => {
  const { base } = await scriptedApi(
    eventStream([
      { event: 'weather', data: {} },
      { event: 'video.failed', data: published },
    ]),
  );
  expect((await follow(base)).events).toHaveLength(1);
});

test('a video that is not there ends the following', async () => {
  const { base } = await scriptedApi(json(404, { code: 'not_found', detail: 'No such video.' }));
  await expect(follow(base)).rejects.toThrow('404 not_found: No such video.');
});

test('an interruption ends it', async () => {
  const { base } = await scriptedApi(eventStream([], 'cut'));
  await expect(follow(base, AbortSignal.timeout(100))).rejects.toThrow();
});
