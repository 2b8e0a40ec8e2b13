import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openViewable } from '../../../api/playback/viewable.ts';
import { takeKey } from '../../../domain/keys.ts';
import type { VideoRecord } from '../../../domain/video/record.ts';
import type { ApiFixture } from '../api-fixture.ts';
import { PUBLISHED, startApi, videoRecord } from '../api-fixture.ts';
import { rawClient } from '../raw-socket.ts';

let api: ApiFixture;
let asked: number;

beforeEach(async () => {
  asked = 0;
  const count = async () => {
    asked += 1;
    return null;
  };
  const client = { describe: count, state: count, start: async () => void (asked += 1) };
  api = await startApi({ client });
});
afterEach(() => api.close());

async function added(part: Partial<VideoRecord['snapshot']>): Promise<VideoRecord> {
  const record = videoRecord(part);
  await api.records.create(record);
  return record;
}

describe('what needs no key', () => {
  test('never asks a run and never starts one, however often it is asked for', async () => {
    const { id, snapshot } = await added({ status: 'in_progress' });
    const take = snapshot.candidates[0]?.id ?? '';
    const paths = [
      `/v1/videos/${id}/candidates/nope/media`,
      `/v1/videos/${id}/candidates/${take}/media`,
      `/media/${id}/hls/master.m3u8`,
    ];
    for (const path of [...paths, ...paths]) {
      expect((await api.call('GET', path)).status).toBe(404);
    }
    expect((await api.call('GET', `/watch/${id}`)).status).toBe(200);
    expect(asked).toBe(0);
  });

  test('finds a take as soon as it is stored, though the record does not know of it yet', async () => {
    const { id, snapshot } = await added({ status: 'in_progress' });
    const media = `/v1/videos/${id}/candidates/${snapshot.candidates[1]?.id}/media`;
    expect((await api.call('GET', media)).status).toBe(404);
    const key = takeKey('default', id, 1, 'webm');
    await api.store.put(key, Buffer.from('webm'), { contentType: 'video/webm', if: 'absent' });
    await vi.waitUntil(async () => (await api.call('GET', media)).status === 200);
    expect(asked).toBe(0);
  });
});

describe('the store is asked once', () => {
  const open = (record: VideoRecord | null) => {
    const find = vi.fn(async () => record);
    return { find, viewable: openViewable({ records: { find }, store: { head: vi.fn() } }) };
  };

  test('for all who ask at the same time, and for a while after', async () => {
    const { find, viewable } = open(videoRecord(PUBLISHED));
    const answers = await Promise.all(Array.from({ length: 50 }, () => viewable.streamOf('vid_a')));
    expect(new Set(answers.map((answer) => answer?.kind))).toEqual(new Set(['published']));
    await viewable.streamOf('vid_a');
    expect(find).toHaveBeenCalledTimes(1);
  });

  test('for an id that nobody knows', async () => {
    const { find, viewable } = open(null);
    for (let at = 0; at < 20; at += 1) {
      expect(await viewable.streamOf('vid_b')).toBeNull();
      expect(await viewable.takeKey('vid_b', 'cand_x')).toBeNull();
    }
    expect(find).toHaveBeenCalledTimes(2);
  });

  test('again once the video was deleted here', async () => {
    const { find, viewable } = open(videoRecord(PUBLISHED));
    await viewable.streamOf('vid_c');
    viewable.forget('vid_c');
    find.mockResolvedValue(null);
    expect(await viewable.streamOf('vid_c')).toBeNull();
  });
});

test('all who ask whether it is ready get the answer of one check', async () => {
  await api.close();
  let checks = 0;
  api = await startApi({ client: { check: async () => void (checks += 1) } });
  await Promise.all(Array.from({ length: 20 }, () => api.call('GET', '/readyz')));
  await api.call('GET', '/readyz');
  expect(checks).toBe(1);
});

test('a file that nobody waits for any more is closed', async () => {
  const { id } = await added(PUBLISHED);
  const key = `default/${id}/hls/master.m3u8`;
  await api.store.put(key, Buffer.from('#EXTM3U'), { contentType: 'x/y', if: 'absent' });
  const bodies: Readable[] = [];
  const get = api.store.get.bind(api.store);
  vi.spyOn(api.store, 'get').mockImplementation(async (...args) => {
    const found = await get(...args);
    if (found !== null) bodies.push(found.body);
    // Long enough for whoever asked to hang up.
    await sleep(50);
    return found;
  });
  const { send, socket } = rawClient(api.url);
  send(`GET /media/${id}/hls/master.m3u8`);
  await vi.waitUntil(() => bodies.length === 1);
  socket.resetAndDestroy();
  await vi.waitUntil(() => bodies[0]?.destroyed);
});
