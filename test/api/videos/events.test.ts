import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { EventSourceMessage } from 'eventsource-parser/stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { VideoBody } from '../../../api/videos/schema.ts';
import type { RunDescription } from '../../../api/runs/describe.ts';
import type { LiveProgress } from '../../../domain/video/live-progress.ts';
import type { VideoRecord } from '../../../domain/video/record.ts';
import type { VideoSnapshot } from '../../../domain/video/snapshot.ts';
import type { ApiFixture } from '../api-fixture.ts';
import { FAILED, PUBLISHED, startApi, videoRecord } from '../api-fixture.ts';

let api: ApiFixture;
let record: VideoRecord;
let looks: number;
let live: LiveProgress[];
let state: Partial<VideoSnapshot>;

// What a run says is fed in here: these tests are about what a watcher is told of it.
beforeEach(async () => {
  record = videoRecord();
  [looks, live, state] = [0, [], { status: 'in_progress' }];
  const describeRun = async (): Promise<RunDescription> => ({ state: 'open', stage: null, live });
  api = await startApi({
    client: {
      describe: () => {
        looks += 1;
        return describeRun();
      },
      state: async () => ({ ...record.snapshot, ...state }),
    },
  });
  await api.records.create(record);
});
afterEach(() => api.close());

const end = (part: Partial<VideoSnapshot>) =>
  api.records.close('default', record.id, { ...record.snapshot, ...part });

async function watch(headers: Record<string, string> = {}) {
  const stop = new AbortController();
  const answer = await fetch(`${api.url}/v1/videos/${record.id}/events`, {
    headers,
    signal: stop.signal,
  });
  const events: EventSourceMessage[] = [];
  const comments: string[] = [];
  const parser = new EventSourceParserStream({ onComment: (text) => void comments.push(text) });
  const done = (async () => {
    const stream = answer.body?.pipeThrough(new TextDecoderStream()).pipeThrough(parser);
    for await (const event of stream ?? []) events.push(event);
  })().catch(() => undefined);
  const names = () => events.map(({ event }) => event);
  return { answer, events, comments, names, done, stop: () => stop.abort() };
}

describe('an event stream', () => {
  test('tells the whole video, then its progress, then its end, and is over', async () => {
    const { answer, events, names, done } = await watch();
    expect(answer.headers.get('Content-Type')).toMatch(/^text\/event-stream/);
    await vi.waitUntil(() => events.length === 1);
    live = [{ stage: 'generate', take: 0, fraction: 0.5 }];
    await vi.waitUntil(() => events.length === 2);
    state = { status: 'awaiting_review', stage: 'pick', progress: 0.65 };
    await vi.waitUntil(() => events.length === 3);
    await end(PUBLISHED);
    await done;
    expect(names()).toEqual([
      'video.updated',
      'video.progress',
      'video.updated',
      'video.published',
    ]);
    const data = events.map((event) => JSON.parse(event.data) as unknown);
    expect(data[1]).toEqual({ id: record.id, stage: 'generate', progress: expect.any(Number) });
    for (const whole of [data[0], data[2], data[3]]) VideoBody.parse(whole);
    expect(events.every(({ data: text }) => !text.includes('\n'))).toBe(true);
  });

  test.each([
    ['failed', FAILED],
    ['rejected', { ...FAILED, status: 'rejected' }],
    ['cancelled', { status: 'cancelled', stage: null }],
  ] as const)('of a video that was %s says only that', async (name, part) => {
    await end(part);
    const { names, done } = await watch();
    await done;
    expect(names()).toEqual([`video.${name}`]);
  });

  test('resumes where it broke off: what was seen is not told again', async () => {
    const first = await watch();
    await vi.waitUntil(() => first.events.length === 1);
    first.stop();
    const again = await watch({ 'Last-Event-ID': first.events[0]?.id ?? '' });
    await vi.waitUntil(() => again.comments.length > 0);
    expect(again.events).toEqual([]);
    state = { status: 'awaiting_review' };
    await vi.waitUntil(() => again.events.length === 1);
    expect(again.names()).toEqual(['video.updated']);
    await end(PUBLISHED);
    await again.done;
    const over = await watch({ 'Last-Event-ID': again.events.at(-1)?.id ?? '' });
    expect(over.answer.status).toBe(204);
  });

  test('costs one look at a time, however many watch', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => watch()));
    await vi.waitUntil(() => all.every(({ events }) => events.length === 1));
    const before = looks;
    await new Promise((resolve) => {
      setTimeout(resolve, 1_000);
    });
    // Ten looks a second in these tests; twenty watchers of their own would have made two hundred.
    expect(looks - before).toBeLessThanOrEqual(12);
    await end(PUBLISHED);
    await Promise.all(all.map(({ done }) => done));
    expect(all.every(({ names }) => names().at(-1) === 'video.published')).toBe(true);
  });

  test('ends when the video is deleted, and when the server stops', async () => {
    const first = await watch();
    await vi.waitUntil(() => first.events.length === 1);
    await api.records.bury('default', record.id);
    await first.done;
    expect(first.names()).toEqual(['video.updated']);

    record = videoRecord();
    await api.records.create(record);
    const second = await watch();
    await vi.waitUntil(() => second.events.length === 1);
    await api.close();
    await second.done;
  });
});
