import { afterEach, expect, test, vi } from 'vitest';
import type { VideoWatches } from '../../../api/videos/watches.ts';
import { openVideoWatches, untilEnded } from '../../../api/videos/watches.ts';
import type { VideoRecord } from '../../../domain/video/record.ts';
import { openLog } from '../../../telemetry/log.ts';
import { FAILED, videoRecord } from '../api-fixture.ts';

const log = openLog({ part: 'test', level: 'silent' });
let watches: VideoWatches;
afterEach(() => watches.close());

/** Looks see this, in turn; the last of them for ever. An error is a look that failed. */
function open(...looks: (Partial<VideoRecord['snapshot']> | Error | null)[]) {
  const record = videoRecord({ status: 'in_progress' });
  let at = 0;
  const views = {
    read: vi.fn(async () => {
      const seen = looks[Math.min(at++, looks.length - 1)] ?? null;
      if (seen instanceof Error) throw seen;
      return seen && { ...record, snapshot: { ...record.snapshot, ...seen } };
    }),
  };
  watches = openVideoWatches({ views, log, lookEveryMs: 5 });
  return { id: record.id, views };
}

test('who joins just after the last news is told it as well', async () => {
  const { id } = open(FAILED);
  const late = vi.fn();
  await new Promise<void>((resolve) => {
    watches.watch('default', id, () => {
      queueMicrotask(() => watches.watch('default', id, late));
      resolve();
    });
  });
  await vi.waitUntil(() => late.mock.calls.length > 0, { timeout: 500 });
});

test('one watcher that cannot be told keeps no other from being told', async () => {
  const { id } = open({ status: 'in_progress' }, FAILED);
  const heard: string[] = [];
  watches.watch('default', id, () => {
    throw new Error('a snapshot of another release');
  });
  watches.watch('default', id, (news) => void heard.push(news.kind));
  await vi.waitUntil(() => heard.length >= 2, { timeout: 500 });
});

test('looking goes on through looks that fail, until the video is gone', async () => {
  const { id } = open({ status: 'in_progress' }, new Error('away'), new Error('away'), null);
  const heard: string[] = [];
  watches.watch('default', id, (news) => void heard.push(news.kind));
  await vi.waitUntil(() => heard.includes('gone'), { timeout: 500 });
  expect(heard).toEqual(['video', 'gone']);
});

test('nobody looks once nobody watches', async () => {
  const { id, views } = open({ status: 'in_progress' });
  const stop = watches.watch('default', id, () => undefined);
  await vi.waitUntil(() => views.read.mock.calls.length > 1);
  stop();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const looked = views.read.mock.calls.length;
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(views.read).toHaveBeenCalledTimes(looked);
});

test('who waits for an end waits as long as it may, and no longer than it is there', async () => {
  const { id } = open({ status: 'in_progress' });
  const video = { tenant: 'default', id };
  const there = new AbortController().signal;
  await untilEnded(watches, video, { ms: 20, signal: there });
  await untilEnded(watches, video, { ms: 60_000, signal: AbortSignal.abort() });
  const leaving = new AbortController();
  setTimeout(() => leaving.abort(), 10);
  await untilEnded(watches, video, { ms: 60_000, signal: leaving.signal });
});
