import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sha256 } from '../../../api/http/body-digest.ts';
import type { ReviewState } from '../../../domain/review/review.ts';
import type { VideoSnapshot } from '../../../domain/video/snapshot.ts';
import { eraseWorkflowId } from '../../../temporal/names.ts';
import { mintWakeToken } from '../../../temporal/wake-token.ts';
import type { ApiFixture } from '../api-fixture.ts';
import { listed } from '../../records/listed.ts';
import { FAILED, PUBLISHED, SECRET, startApi, videoRecord } from '../api-fixture.ts';
import type { TemporalFixture } from '../temporal-fixture.ts';
import { startTemporal } from '../temporal-fixture.ts';
import { end, wakes, tell, work } from '../test-workflows.ts';

let temporal: TemporalFixture;
let stopWorker: () => Promise<void>;
let api: ApiFixture;

beforeAll(async () => {
  temporal = await startTemporal();
  stopWorker = await temporal.startWorker();
  api = await startApi({ temporal: temporal.env.client, at: { temporalUi: 'http://ui.test' } });
});
afterAll(async () => {
  await api.close();
  await stopWorker();
  await temporal.close();
});

const run = (id: string) => temporal.env.client.workflow.getHandle(id);
const create = async (body: object = {}, headers?: Record<string, string>) =>
  (await api.call('POST', '/v1/videos', { prompt: 'a sea', ...body }, headers)).body;
const read = async (id: string) => (await api.call('GET', `/v1/videos/${id}`)).body;
const close = async (id: string, part: Partial<VideoSnapshot>) => {
  const record = await api.records.read('default', id);
  if (record) await api.records.close('default', id, { ...record.snapshot, ...part });
};

describe('accepting', () => {
  test('answers 202 with where the video is, and starts its run', async () => {
    const body = { prompt: 'words', variations: 2, metadata: { campaign: 'spring' } };
    const answer = await api.call('POST', '/v1/videos', body);
    const { id } = answer.body;
    expect(answer.status).toBe(202);
    expect(answer.headers.get('Location')).toBe(`http://videos.test/v1/videos/${id}`);
    expect(answer.body.links.operator).toBe(`http://ui.test/namespaces/default/workflows/${id}`);

    const described = await run(id).describe();
    expect(described.searchAttributes).toMatchObject({
      VideoTenant: ['default'],
      VideoStage: ['generate'],
      VideoModel: ['local/painter'],
      VideoLabels: ['campaign=spring'],
    });
    expect(described.priority?.fairnessKey).toBe('default');
    expect(await described.staticSummary()).toBe('2 takes · 5 s · 1280x720 · local/painter');
    const history = JSON.stringify(await run(id).fetchHistory());
    expect(history).not.toContain(Buffer.from('words').toString('base64').slice(0, 6));
    expect(await described.staticDetails()).not.toContain('words');
  });

  test('fifty requests at once with one key make one video', async () => {
    const headers = { 'Idempotency-Key': 'fifty' };
    const made = await Promise.all(Array.from({ length: 50 }, () => create({}, headers)));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(new Set(made.map(({ request }) => request.seed)).size).toBe(1);
    const all = await listed(api.records, 'default');
    expect(all.filter((entry) => entry.id === made[0]?.id)).toHaveLength(1);
  });

  test('the same key with another body is refused, with fields in another order it is not', async () => {
    const headers = { 'Idempotency-Key': 'order' };
    const first = await create({ duration: 3, audio: true }, headers);
    const again = await create({ audio: true, duration: 3 }, headers);
    expect(again.id).toBe(first.id);
    const other = await api.call('POST', '/v1/videos', { prompt: 'another' }, headers);
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });

  test('a repeated request for an ended video is a 200, for a deleted one a new video', async () => {
    const headers = { 'Idempotency-Key': 'repeat' };
    const { id } = await create({}, headers);
    await close(id, PUBLISHED);
    const again = await api.call('POST', '/v1/videos', { prompt: 'a sea' }, headers);
    expect(again).toMatchObject({ status: 200, body: { id, status: 'published' } });
    await api.call('DELETE', `/v1/videos/${id}`);
    expect((await create({}, headers)).id).not.toBe(id);
  });

  test('a wait is over when the video has ended', async () => {
    const headers = { 'Idempotency-Key': 'wait', Prefer: 'wait=20' };
    const waiting = api.call('POST', '/v1/videos', { prompt: 'a sea' }, headers);
    await vi.waitUntil(async () => {
      const [newest] = await listed(api.records, 'default');
      if (newest?.record?.keyDigest !== sha256('wait')) return false;
      await close(newest.id, FAILED);
      return true;
    });
    const answer = await waiting;
    expect(answer).toMatchObject({ status: 200, body: { status: 'failed' } });
    expect(answer.headers.get('Preference-Applied')).toBe('wait=20');
  });

  test('a wait that nothing ends is a 202 when its time is over', async () => {
    const answer = await api.call('POST', '/v1/videos', { prompt: 'x' }, { Prefer: 'wait=1' });
    expect(answer.status).toBe(202);
  });
});

describe('reading a video that is being made', () => {
  test('shows what the run knows and how far its activities are, never going back', async () => {
    const { id } = await create({ variations: 1 });
    await run(id).signal(work, { stage: 'generate', take: 0, fraction: 0.5, how: 'beat' });
    const half = await vi.waitUntil(async () => {
      const video = await read(id);
      return video.progress > 0 && video;
    });
    expect(half).toMatchObject({ status: 'in_progress', stage: 'generate', progress: 0.2475 });
    await run(id).signal(tell, { progress: 0.01 });
    expect((await read(id)).progress).toBe(0.2475);
  });

  test('finds progress in the details of a failure that asks to be tried again', async () => {
    const { id } = await create({ variations: 1 });
    await run(id).signal(work, { stage: 'generate', take: 0, fraction: 0.9, how: 'pending' });
    await vi.waitUntil(async () => (await read(id)).progress > 0.4);
  });

  test('goes on with all workers down, from what was heard last and the stage', async () => {
    const { id } = await create();
    await run(id).signal(tell, { stage: 'ingest', progress: 0.67 });
    await vi.waitUntil(async () => (await read(id)).stage === 'ingest');
    await stopWorker();
    try {
      const answer = await api.call('GET', `/v1/videos/${id}`);
      expect(answer.body).toMatchObject({ status: 'in_progress', stage: 'ingest', progress: 0.67 });
      const fresh = await create();
      const now = await read(fresh.id);
      expect(now).toMatchObject({ status: 'in_progress', stage: 'generate' });
      const { data } = (await api.call('GET', '/v1/videos?status=in_progress&limit=1')).body;
      expect(data).toEqual([now]);
      expect((await api.call('GET', '/v1/videos?status=queued')).body.data).toEqual([]);
    } finally {
      stopWorker = await temporal.startWorker();
    }
  });

  test('answers 304 to who has it already', async () => {
    const { id } = await create();
    await close(id, FAILED);
    const { headers } = await api.call('GET', `/v1/videos/${id}`);
    const etag = headers.get('ETag') ?? '';
    const again = await api.call('GET', `/v1/videos/${id}`, undefined, { 'If-None-Match': etag });
    expect(again.status).toBe(304);
  });
});

describe('a record that nobody closed', () => {
  const accepted = async (part: Parameters<typeof videoRecord>[1] = {}) => {
    const record = videoRecord({}, part);
    await api.records.create(record);
    return record.id;
  };

  test('whose run was never started gets it started by whoever reads it', async () => {
    const id = await accepted();
    await read(id);
    expect((await run(id).describe()).status.name).toBe('RUNNING');
  });

  test('whose time is over without a run is closed', async () => {
    const id = await accepted({ createdAt: '2026-01-01T00:00:00.000Z' });
    expect(await read(id)).toMatchObject({ status: 'failed', stage: null });
    expect((await read(id)).failure?.code).toBe('deadline_exceeded');
  });

  test('whose run an operator terminated says so, and stays so', async () => {
    const { id } = await create();
    await run(id).terminate('enough');
    const video = await vi.waitUntil(async () => {
      const now = await read(id);
      return now.status === 'failed' && now;
    });
    expect(video.failure).toMatchObject({ code: 'internal' });
    expect(video.failure?.message).toContain('operator');
    expect((await api.records.read('default', id))?.snapshot.status).toBe('failed');
  });

  test('whose run knows its own end is closed with that', async () => {
    const { id } = await create();
    await run(id).signal(tell, FAILED);
    await run(id).signal(end, 'failed');
    await vi.waitUntil(async () => (await run(id).describe()).status.name === 'FAILED');
    expect((await read(id)).failure).toEqual(FAILED.failure);
  });
});

describe('reviewing', () => {
  const takes = (id: string) =>
    [0, 1].map((index) => ({
      id: `cand_${id.slice(4)}0${index}`,
      index,
      model: 'local/painter',
      seed: index,
      status: 'scored' as const,
      key: `default/${id}/takes/${index}/take.mp4`,
      stored: { bytes: 3, crc32c: '00000000' },
      media: { width: 1280, height: 720, duration: 5, frameRate: 24, hasAudio: false },
      score: { total: 80 - index, verdict: 'pass' as const, judges: [] },
      failure: null,
    }));
  const asked = async () => {
    const { id } = await create({ review: { mode: 'always' } });
    const candidates = takes(id);
    const review: ReviewState = {
      required: true,
      recommended: candidates[0]?.id ?? '',
      dueAt: new Date(Date.now() + 60_000).toISOString(),
      onDeadline: 'reject',
      decision: null,
    };
    await run(id).signal(tell, { status: 'awaiting_review', stage: 'pick', candidates, review });
    return { id, second: candidates[1]?.id ?? '' };
  };
  const review = (id: string, body: object) => api.call('POST', `/v1/videos/${id}/review`, body);

  test('a decision counts once; the next is too late', async () => {
    const { id, second } = await asked();
    const body = { decision: 'choose', candidate: second, reviewer: 'Ada', reason: 'calmer' };
    const { status, body: video } = await review(id, body);
    expect(status).toBe(200);
    expect(video.review.decision).toMatchObject({ candidate: second, reviewer: 'Ada' });
    const late = await review(id, { decision: 'reject', reviewer: 'Bob' });
    expect(late).toMatchObject({ status: 409, body: { code: 'already_decided' } });
  });

  test('of thirty decisions at once one counts, though a run takes ten at a time', async () => {
    const { id } = await asked();
    const body = { decision: 'approve', reviewer: 'Ada' };
    const all = await Promise.all(Array.from({ length: 30 }, () => review(id, body)));
    const statuses = all.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(29);
  });

  test('a take that is not there, and a video that asks nobody, are told apart', async () => {
    const { id } = await asked();
    const nobody = { decision: 'choose', candidate: 'cand_nobody', reviewer: 'Ada' };
    const unknown = await review(id, nobody);
    expect(unknown).toMatchObject({ status: 422, body: { code: 'unknown_candidate' } });
    expect(unknown.body.errors[0]?.pointer).toBe('/candidate');
    const other = await create();
    const early = await review(other.id, { decision: 'approve', reviewer: 'Ada' });
    expect(early).toMatchObject({ status: 409, body: { code: 'not_awaiting_review' } });
    await close(other.id, FAILED);
    const late = await review(other.id, { decision: 'approve', reviewer: 'Ada' });
    expect(late.body.code).toBe('not_awaiting_review');
  });

  test('that no worker confirms in time is a 202', async () => {
    const { id } = await asked();
    await stopWorker();
    try {
      const answer = await review(id, { decision: 'approve', reviewer: 'Ada' });
      expect(answer.status).toBe(202);
    } finally {
      stopWorker = await temporal.startWorker();
    }
  });
});

describe('ending', () => {
  test('a cancel can be repeated, and comes too late for what ended otherwise', async () => {
    const { id } = await create();
    expect((await api.call('POST', `/v1/videos/${id}/cancel`)).status).toBe(202);
    await vi.waitUntil(async () => (await read(id)).status === 'cancelled');
    const again = await api.call('POST', `/v1/videos/${id}/cancel`);
    expect(again).toMatchObject({ status: 202, body: { status: 'cancelled' } });
    const other = await create();
    await close(other.id, PUBLISHED);
    const late = await api.call('POST', `/v1/videos/${other.id}/cancel`);
    expect(late).toMatchObject({ status: 409, body: { code: 'already_ended' } });
  });

  test('a cancel of a video whose run was never started ends it too', async () => {
    const record = videoRecord();
    await api.records.create(record);
    expect((await api.call('POST', `/v1/videos/${record.id}/cancel`)).status).toBe(202);
    await vi.waitUntil(async () => (await read(record.id)).status === 'cancelled');
  });

  test('a deleted video is a 404 everywhere at once, though its run is still there', async () => {
    const { id } = await create();
    await close(id, PUBLISHED);
    const paths = [`/v1/videos/${id}`, `/v1/videos/${id}/events`, `/media/${id}/hls/master.m3u8`];
    expect((await api.call('DELETE', `/v1/videos/${id}`)).status).toBe(204);
    for (const path of [...paths, `/watch/${id}`]) {
      expect((await fetch(api.url + path)).status).toBe(404);
    }
    expect((await api.call('POST', `/v1/videos/${id}/cancel`)).status).toBe(404);
    expect((await api.call('GET', '/v1/videos')).text).not.toContain(id);
    const erasing = await run(eraseWorkflowId(id)).describe();
    expect(erasing.type).toBe('eraseWorkflow');
  });

  test('a delete can be repeated until everything is erased', async () => {
    const { id } = await create();
    const remove = async () => (await api.call('DELETE', `/v1/videos/${id}`)).status;
    expect([await remove(), await remove()]).toEqual([204, 204]);
    await api.records.erase('default', id);
    expect(await remove()).toBe(404);
  });
});

describe('a list', () => {
  test('merges what runs and what ended, filtered, page by page', async () => {
    const metadata = { list: 'one' };
    const made = [];
    for (const index of [0, 1, 2])
      made.push(await create({ metadata: { ...metadata, index: `${index}` } }));
    await close(made[1]?.id ?? '', FAILED);
    const list = async (query: string) =>
      (await api.call('GET', `/v1/videos?metadata[list]=one${query}`)).body;

    const all = await list('');
    expect(all.data.map(({ id }) => id)).toEqual(made.map(({ id }) => id).toReversed());
    expect((await list('&status=failed')).data.map(({ id }) => id)).toEqual([made[1]?.id]);
    expect((await list('&metadata[index]=2')).data).toHaveLength(1);
    expect((await list('&model=other/one')).data).toEqual([]);
    expect((await list(`&created_after=${made[2]?.created_at}`)).data).toEqual([]);

    const first = await list('&limit=2');
    expect(first.data).toHaveLength(2);
    const second = await list(`&limit=2&cursor=${first.next_cursor}`);
    expect(second.data.map(({ id }) => id)).toContain(made[0]?.id);
  });
});

describe('a webhook', () => {
  const send = (token: string) => api.call('POST', `/hooks/local/${token}`, '{"state":"forged"}');

  test('wakes the run once, however often it comes within a moment', async () => {
    const { id } = await create();
    const token = mintWakeToken(SECRET, { video: id, take: 1 }, new Date(Date.now() + 60_000));
    const all = await Promise.all([send(token), send(token), send(token)]);
    expect(all.map(({ status }) => status)).toEqual([204, 204, 204]);
    await vi.waitUntil(async () => (await run(id).query(wakes)).length > 0);
    expect(await run(id).query(wakes)).toEqual([1]);
  });

  test('that is forged, old or not for us is refused', async () => {
    const target = { video: videoRecord().id, take: 0 };
    const tokens = [
      'nonsense',
      mintWakeToken('another secret', target, new Date(Date.now() + 60_000)),
      mintWakeToken(SECRET, target, new Date(Date.now() - 60_000)),
    ];
    for (const token of tokens) {
      expect(await send(token)).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    }
  });

  test('for a run that is gone is still a 204: the generator has done its part', async () => {
    const target = { video: videoRecord().id, take: 0 };
    expect((await send(mintWakeToken(SECRET, target, new Date(Date.now() + 9_000)))).status).toBe(
      204,
    );
  });
});

test('with Temporal and store in reach it is ready', async () => {
  expect((await api.call('GET', '/readyz')).status).toBe(200);
});
