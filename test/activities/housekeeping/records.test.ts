import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TakeRef } from '../../../domain/refs.ts';
import type { Runs } from '../../../activities/kit/deps.ts';
import { createDiscardStaging } from '../../../activities/housekeeping/discard-staging.ts';
import { createEraseVideo } from '../../../activities/housekeeping/erase-video.ts';
import { createPublishVideo } from '../../../activities/publish/publish-video.ts';
import { openClaims } from '../../../records/claims.ts';
import { settledDocument } from '../../../records/settled-purchases.ts';
import { openPurchaseBook } from '../../../records/purchases.ts';
import { createCloseRecord, createSaveRecord } from '../../../activities/housekeeping/records.ts';
import { combineJudgements } from '../../../domain/takes/ranking.ts';
import { keepEvidence } from '../../../records/evidence.ts';
import { videoPrefix } from '../../../domain/keys.ts';
import type { VideoSnapshot } from '../../../domain/video/snapshot.ts';
import { acceptedSnapshot } from '../../../domain/video/snapshot.ts';
import { StoreError } from '../../../providers/stores/store.ts';
import { planOf } from '../../workflows/script.ts';
import type { World } from '../world.ts';
import { failureOf, noRuns, openWorld } from '../world.ts';
import { generatorThat } from '../generator-that.ts';

let world: World;
let video: TakeRef;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  video = await world.accept();
});

const put = (key: string, content = key) =>
  world.io.store.put(`${videoPrefix(video.tenant, video.video)}${key}`, Buffer.from(content), {
    contentType: 'text/plain',
    if: 'absent',
  });

const ended = (status: VideoSnapshot['status'], part: Partial<VideoSnapshot> = {}) => ({
  ...acceptedSnapshot(video.video, planOf({ variations: 1 }), new Date().toISOString()),
  status,
  stage: null,
  ...part,
});

const shown = async (): Promise<string | null> => {
  const found = await world.io.store.get(`default/${video.video}/hls/master.m3u8`);
  return found && text(found.body);
};

describe('publishing', () => {
  const MEDIA = { width: 16, height: 16, duration: 1, frameRate: 8, hasAudio: false };
  const asPublished = (version: number) =>
    ended('published', { media: { ...MEDIA, version, renditions: [] } });
  const publish = (version = 2, store = world.io.store) =>
    world.attempt(createPublishVideo({ ...world.io, store }), {
      ...video,
      snapshot: asPublished(version),
    });

  beforeEach(async () => {
    await put('hls/v1/stable.m3u8', 'first');
    await put('hls/v1/360p/1.m4s');
    await put('hls/v2/stable.m3u8', 'second');
  });

  test('shows the version, closes the record and drops trees of attempts that died', async () => {
    expect(await publish()).toMatchObject({ status: 'published', media: { version: 2 } });
    expect(await shown()).toBe('second');
    expect(await world.snapshot(video)).toMatchObject({ status: 'published' });
    expect(await world.keys(video)).toEqual(['hls/master.m3u8', 'hls/v2/stable.m3u8']);
  });

  test('may be repeated, and by two attempts at once ends the same', async () => {
    await publish();
    expect(await publish()).toMatchObject({ status: 'published' });
    expect(await shown()).toBe('second');
  });

  test('that was cut off before the record was closed is completed', async () => {
    await put('hls/master.m3u8', 'second');
    expect(await publish()).toMatchObject({ status: 'published' });
    expect(await shown()).toBe('second');
  });

  test('leaves another end that was recorded first, and the tree out of sight', async () => {
    await world.io.records.close('default', video.video, ended('cancelled'));
    expect(await publish()).toMatchObject({ status: 'cancelled' });
    expect(await shown()).toBeNull();
  });

  test('that was cut off after losing to another end hides the tree all the same', async () => {
    await put('hls/master.m3u8', 'second');
    await world.io.records.close('default', video.video, ended('failed'));
    expect(await publish()).toMatchObject({ status: 'failed' });
    expect(await shown()).toBeNull();
  });

  test('of a video that is deleted meanwhile shows nothing', async () => {
    const { store } = world.io;
    const burying: typeof store = {
      ...store,
      put: async (key, body, options) => {
        const head = await store.put(key, body, options);
        if (key.endsWith('/hls/master.m3u8')) await world.io.records.bury('default', video.video);
        return head;
      },
    };
    const failure = await failureOf(publish(2, burying));
    expect(failure).toMatchObject({ type: 'VideoErased', nonRetryable: true });
    expect(await shown()).toBeNull();
  });

  test('beside another attempt is tried again', async () => {
    const { store } = world.io;
    const beside: typeof store = {
      ...store,
      put: (key, body, options) =>
        key.endsWith('/hls/master.m3u8')
          ? Promise.reject(new StoreError('precondition_failed', 'it is there'))
          : store.put(key, body, options),
    };
    const failure = await failureOf(publish(2, beside));
    expect(failure).toMatchObject({ type: 'storage_failed', nonRetryable: false });
  });

  test('of a tree that is gone is a clear end', async () => {
    expect(await failureOf(publish(9))).toMatchObject({
      type: 'storage_failed',
      nonRetryable: true,
    });
    expect(await shown()).toBeNull();
  });
});

describe('a record', () => {
  const save = (snapshot: VideoSnapshot) =>
    world.attempt(createSaveRecord(world.io), { ...video, snapshot });
  const close = (snapshot: VideoSnapshot) =>
    world.attempt(createCloseRecord(world.io), { ...video, snapshot });

  test('is renewed while the run goes on, and not once it has ended', async () => {
    await save(ended('awaiting_review'));
    expect(await world.snapshot(video)).toMatchObject({ status: 'awaiting_review' });
    await close(ended('rejected'));
    await save(ended('awaiting_review'));
    expect(await world.snapshot(video)).toMatchObject({ status: 'rejected' });
  });

  test('holds the evidence that the run only has a key of, and hands back none', async () => {
    const signal = { name: 'freeze', value: 0, unit: 'share', score: 100, at: null };
    const verdict = { name: 'technical', version: '1', total: 90 };
    await keepEvidence(world.io.store, video, {
      judgements: [{ ...verdict, signals: [signal] }],
    });
    const snapshot = ended('failed');
    const candidates = snapshot.candidates.map((take) => ({
      ...take,
      score: combineJudgements([{ ...verdict, gates: [] }], 'its key'),
    }));
    expect(JSON.stringify(await close({ ...snapshot, candidates }))).not.toContain('signals');
    const [take] = (await world.snapshot(video))?.candidates ?? [];
    expect(take?.score?.judges).toEqual([{ ...verdict, gates: [], signals: [signal] }]);
  });

  test('is closed though the evidence is gone', async () => {
    const snapshot = ended('cancelled');
    const score = combineJudgements(
      [{ name: 'technical', version: '1', total: 90, gates: [] }],
      'its key',
    );
    const candidates = snapshot.candidates.map((take) => ({ ...take, score }));
    await close({ ...snapshot, candidates });
    expect(await world.snapshot(video)).toMatchObject({
      status: 'cancelled',
      candidates: [{ score: { judges: [{ signals: [] }] } }],
    });
  });

  test('keeps the first end', async () => {
    await close(ended('cancelled'));
    expect(await close(ended('failed'))).toMatchObject({ status: 'cancelled' });
  });

  test('of a deleted video stays closed to everyone', async () => {
    await world.io.records.bury('default', video.video);
    expect(await close(ended('failed'))).toBeNull();
  });
});

describe('discarding', () => {
  const discard = (takes: boolean) =>
    world.attempt(createDiscardStaging(world.io), { ...video, takes });

  beforeEach(async () => {
    for (const key of ['hls/v1/a.m4s', 'master/master.mp4', 'takes/0/take.mp4']) await put(key);
    await put('takes/0/purchase.json', '{}');
    await put('input/image');
  });

  test('deletes master and trees, and keeps the takes as evidence', async () => {
    expect(await discard(false)).toBe(2);
    expect(await world.keys(video)).toContain('takes/0/take.mp4');
  });

  test('deletes the takes too when asked, but never what was bought', async () => {
    expect(await discard(true)).toBe(3);
    expect(await world.keys(video)).toEqual(['input/image', 'takes/0/purchase.json']);
    expect(await discard(true)).toBe(0);
  });

  test('leaves a video alone that was published after all', async () => {
    await world.io.records.close('default', video.video, ended('published'));
    expect(await discard(true)).toBe(0);
    expect(await world.keys(video)).toContain('hls/v1/a.m4s');
  });
});

describe('erasing', () => {
  /** A run that ends so many looks after it was asked to. */
  function runThatEnds(after: number): Runs & { told: string[] } {
    const told: string[] = [];
    let looks = 0;
    return {
      ...noRuns(),
      told,
      state: async () => (told.length > 0 && looks++ >= after ? 'cancelled' : 'open'),
      cancel: async (id) => void told.push(`cancel ${id}`),
      terminate: async (id) => void told.push(`terminate ${id}`),
    };
  }
  const erase = (runs: Runs, env = world.environment()) =>
    world.attempt(createEraseVideo({ ...world.io, runs }), video, { env });

  test('waits for the run to clean up, then deletes all but the tombstone', async () => {
    await put('takes/0/take.mp4');
    await world.io.records.bury('default', video.video);
    const runs = runThatEnds(1);
    expect(await erase(runs)).toBeGreaterThanOrEqual(2);
    expect(runs.told).toEqual([`cancel ${video.video}`]);
    const left = await world.io.store.list(`default/${video.video}/`, { limit: 10 });
    expect(left.objects.map(({ key }) => key.split('/').at(-1))).toEqual(['tombstone.json']);
    expect(await erase(noRuns())).toBe(0);
  });

  test('frees the jobs that the video had claimed', async () => {
    const claims = openClaims(world.io.store);
    const job = { server: 'local', jobId: `job of ${video.video}` };
    const intent = { reference: 'r', attemptedAt: new Date().toISOString(), order: null };
    await openPurchaseBook(world.io.store).accept(video, intent, { ...job, operation: {} });
    expect(await claims.isTaken(job.server, job.jobId, 'another')).toBe(true);
    await world.io.records.bury('default', video.video);
    await erase(noRuns());
    expect(await claims.isTaken(job.server, job.jobId, 'another')).toBe(false);
  });

  test('ends the jobs that its run had bought and not cancelled, and leaves a receipt', async () => {
    const reference = `${video.video}/0/0`;
    const intent = { reference, attemptedAt: new Date().toISOString(), order: null };
    const job = { server: 'any', jobId: `job ${video.video}`, operation: { job: 'a' } };
    await openPurchaseBook(world.io.store).accept(video, intent, job);
    await world.io.records.bury('default', video.video);
    const told: unknown[] = [];
    const generator = () =>
      generatorThat({ cancel: async (operation) => void told.push(operation) });
    await world.attempt(createEraseVideo({ ...world.io, generator, runs: noRuns() }), video);
    expect(told).toEqual([{ job: 'a' }]);
    const receipt = await settledDocument.read(world.io.store, { reference });
    expect(receipt?.value).toMatchObject({ jobId: job.jobId, outcome: 'cancelled' });
  });

  test('is not held up by a generator that does not answer', async () => {
    const reference = `${video.video}/0/0`;
    const intent = { reference, attemptedAt: new Date().toISOString(), order: null };
    const job = { server: 'any', jobId: `lost ${video.video}`, operation: {} };
    await openPurchaseBook(world.io.store).accept(video, intent, job);
    await world.io.records.bury('default', video.video);
    const generator = () => generatorThat({ cancel: () => Promise.reject(new Error('away')) });
    await world.attempt(createEraseVideo({ ...world.io, generator, runs: noRuns() }), video);
    expect(await openPurchaseBook(world.io.store).find(video)).toBeNull();
    const receipt = await settledDocument.read(world.io.store, { reference });
    expect(receipt?.value).toMatchObject({ jobId: job.jobId, outcome: 'unknown' });
  });

  test('that is called off while it waits deletes nothing', async () => {
    await put('takes/0/take.mp4');
    const env = world.environment();
    const runs: Runs = { ...noRuns(), state: async () => 'open', cancel: async () => env.cancel() };
    await expect(erase(runs, env)).rejects.toMatchObject({ name: 'CancelledFailure' });
    expect(await world.keys(video)).toEqual(['takes/0/take.mp4']);
  });
});
