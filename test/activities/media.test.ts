import { once } from 'node:events';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { UploadedTree, Master, TranscodeInput } from '../../activities/contract.ts';
import type { MediaDeps } from '../../activities/kit/deps.ts';
import { createIngestMaster } from '../../activities/ingest/ingest-master.ts';
import { createScoreTake } from '../../activities/score/score-take.ts';
import { createTranscodeLadder } from '../../activities/transcode/transcode-ladder.ts';
import type { Judge } from '../../providers/judges/judge.ts';
import { evidenceOf } from '../../records/evidence.ts';
import { StoreError } from '../../providers/stores/store.ts';
import { clipDirectory, makeClip } from '../media/clips.ts';
import { programs, storeTake } from './takes.ts';
import type { World } from './world.ts';
import { failureOf, leaks, openWorld, scratchOf } from './world.ts';

let clips: Awaited<ReturnType<typeof clipDirectory>>;
let clip: string;
let long: string;
let world: World;
beforeAll(async () => {
  [clips, world] = await Promise.all([clipDirectory(), openWorld()]);
  clip = await makeClip(join(clips.path, 'take.mp4'), { seconds: 2, sound: 2 });
  long = await makeClip(join(clips.path, 'long.mp4'), { seconds: 30, width: 640, height: 360 });
});
afterAll(() => Promise.all([clips.remove(), world.close()]));
afterEach(async () => {
  expect(await scratchOf(world)).toEqual([]);
  expect(await programs(world)).toEqual([]);
});

const PLAN = { duration: 2, width: 320, height: 180, frameRate: 24 };
const taken = async (file = clip) => storeTake(world, await world.accept(PLAN), file);

const score = async (deps: Partial<MediaDeps> = {}, input = taken()) =>
  world.attempt(createScoreTake({ ...world.media, ...deps }), await input);

/** Cancels an attempt once its work has begun, and waits until it has ended. */
async function callOff<I>(activity: (input: I) => Promise<unknown>, input: I): Promise<void> {
  const env = world.environment();
  const ended = expect(world.attempt(activity, input, { env })).rejects.toMatchObject({
    name: 'CancelledFailure',
  });
  await expect.poll(() => programs(world), { timeout: 10_000 }).not.toEqual([]);
  env.cancel();
  await ended;
}

const throwing: Judge = {
  name: 'broken',
  version: '1',
  judge: () => Promise.reject(new Error('https://judge.example/?key=hidden is down')),
};

describe('scoring', () => {
  test('gives the judgement of every judge and what the take turned out to be', async () => {
    const { judgements, media } = await score();
    expect(judgements).toMatchObject([{ name: 'technical', gates: [] }]);
    expect(media).toMatchObject({ width: 320, height: 180, frameRate: 24, hasAudio: true });
  });

  test('leaves the evidence beside the take, and hands the run only where it is', async () => {
    const take = await taken();
    const found = await score({}, Promise.resolve(take));
    expect(found.evidence).toBe(`default/${take.video}/takes/0/evidence.json`);
    expect(JSON.stringify(found)).not.toContain('signals');
    const kept = await evidenceOf(world.media.store)(take);
    expect(kept?.judgements[0]?.signals.length).toBeGreaterThan(10);
    // Another attempt, after an operator's reset or a lost answer, replaces it.
    await score({ judges: [...world.media.judges, ...world.media.judges] }, Promise.resolve(take));
    expect((await evidenceOf(world.media.store)(take))?.judgements).toHaveLength(2);
  });

  test('asks no judge about a take whose size alone puts it out', async () => {
    const take = storeTake(world, await world.accept({ ...PLAN, width: 640, height: 640 }), clip);
    const { judgements } = await score({ judges: [throwing] }, take);
    expect(judgements).toMatchObject([{ total: 0, gates: [{ gate: 'wrong_size' }] }]);
  });

  test('leaves a judge out that fails', async () => {
    const judges = [throwing, ...world.media.judges];
    expect((await score({ judges })).judgements).toMatchObject([{ name: 'technical' }]);
  });

  test('fails when every judge has failed, and may be tried again', async () => {
    const failure = await failureOf(score({ judges: [throwing, throwing] }));
    expect(failure).toMatchObject({ type: 'internal', nonRetryable: false });
  });

  test('decodes nothing that is far larger than what was asked for', async () => {
    const large = { width: 2560, height: 1440, seconds: 2 };
    const take = taken(await makeClip(join(clips.path, 'large.mp4'), large));
    const { judgements } = await score({}, take);
    expect(judgements[0]?.gates).toMatchObject([
      { gate: 'undecodable', detail: 'The picture has more pixels than are allowed.' },
    ]);
  });

  test('leaves what an unreadable take means to the judges', async () => {
    const ref = await world.accept(PLAN);
    const noise = await storeTake(world, ref, join(import.meta.dirname, 'media.test.ts'));
    const { judgements, media } = await score({}, Promise.resolve(noise));
    expect(media).toBeNull();
    expect(judgements[0]?.gates).toMatchObject([{ gate: 'undecodable' }]);
  });

  test('of a deleted video ends it', async () => {
    const take = await taken();
    await world.io.records.bury(take.tenant, take.video);
    expect(await failureOf(score({}, Promise.resolve(take)))).toMatchObject({
      type: 'VideoErased',
    });
  });

  test('of a take that is gone says so', async () => {
    const take = { ...(await taken()), key: 'default/nothing' };
    expect(await failureOf(score({}, Promise.resolve(take)))).toMatchObject({
      type: 'storage_failed',
      nonRetryable: true,
    });
  });

  test('that is called off leaves neither files nor programs', async () => {
    await callOff(createScoreTake(world.media), await taken(long));
  });

  test('beats at once and says how far it is', async () => {
    const env = world.environment();
    const beat = once(env, 'heartbeat');
    await world.attempt(createScoreTake(world.media), await taken(), { env });
    expect((await beat)[0]).toEqual({ stage: 'score', take: 0, fraction: 0 });
  });
});

describe('ingesting', () => {
  const ingest = (input: Parameters<ReturnType<typeof createIngestMaster>>[0]) =>
    world.attempt(createIngestMaster(world.media), input);

  test('copies the winner and keeps what the judges measured', async () => {
    const take = await taken();
    const media = { width: 320, height: 180, duration: 2, frameRate: 24, hasAudio: true };
    const master = await ingest({ ...take, media });
    expect(master).toMatchObject({ media, stored: take.stored });
    const found = await world.io.store.get(master.key);
    expect(found && (await buffer(found.body)).length).toBe(take.stored.bytes);
  });

  test('measures a take that no judge could measure, and may be repeated', async () => {
    const take = await taken();
    const master = await ingest({ ...take, media: null });
    expect(master.media).toMatchObject({ width: 320, height: 180 });
    expect(await ingest({ ...take, media: null })).toEqual(master);
  });

  test('makes another take the master after a reset to before the review', async () => {
    const first = await taken();
    await ingest({ ...first, media: null });
    const second = await storeTake(world, { ...first, take: 1 }, long);
    const master = await ingest({ ...second, media: null });
    expect(master.stored).toEqual(second.stored);
  });

  test('refuses a master that is not the take that was picked', async () => {
    const take = await taken();
    const stored = { ...take.stored, crc32c: '00000000' };
    expect(await failureOf(ingest({ ...take, stored, media: null }))).toMatchObject({
      type: 'storage_failed',
      nonRetryable: true,
    });
  });
});

describe('transcoding', () => {
  async function order(file = clip): Promise<TranscodeInput> {
    const take = await taken(file);
    const input = { ...take, media: null };
    const master: Master = await world.attempt(createIngestMaster(world.media), input);
    const { tenant, video } = take;
    return { tenant, video, master, ladder: null };
  }
  const encode = (input: TranscodeInput, deps: Partial<MediaDeps> = {}): Promise<UploadedTree> =>
    world.attempt(createTranscodeLadder({ ...world.media, ...deps }), input);
  const tree = async (input: TranscodeInput) =>
    (await world.keys({ ...input, take: 0 })).filter((key) => key.startsWith('hls/'));

  test('uploads a whole tree that nobody sees yet', async () => {
    const input = await order();
    const { version, renditions, media } = await encode(input);
    expect(version).toBe(1);
    expect(renditions.map(({ height }) => height)).toContain(180);
    expect(media).toMatchObject({ width: 320, height: 180, hasAudio: true });
    const keys = await tree(input);
    expect(keys).toContain('hls/v1/stable.m3u8');
    expect(keys).not.toContain('hls/master.m3u8');
    const stable = await world.io.store.get(`default/${input.video}/hls/v1/stable.m3u8`);
    const lines = stable ? (await text(stable.body)).split('\n') : [];
    const named = lines.filter((line) => line.startsWith('v1/'));
    expect(named.length).toBeGreaterThan(0);
    expect(keys).toEqual(expect.arrayContaining(named.map((name) => `hls/${name}`)));
  });

  test('by two attempts at once never writes into one tree', async () => {
    const input = await order();
    const made = await Promise.all([encode(input), encode(input)]);
    expect(new Set(made.map(({ version }) => version)).size).toBe(2);
    const keys = await tree(input);
    const below = (version: number) =>
      keys.filter((key) => key.startsWith(`hls/v${version}/`)).map((key) => key.slice(7));
    expect(below(1)).toEqual(below(2));
  });

  test('that fails has stopped writing when it says so', async () => {
    const input = await order();
    let open = 0;
    const { store } = world.media;
    const failing: MediaDeps['store'] = {
      ...store,
      put: async (key, body, options) => {
        open += 1;
        try {
          if (key.endsWith('master.m3u8')) throw new StoreError('unavailable', 'down');
          return await store.put(key, body, options);
        } finally {
          open -= 1;
        }
      },
    };
    const failure = await failureOf(encode(input, { store: failing }));
    expect(open).toBe(0);
    expect(failure).toMatchObject({ type: 'storage_failed', nonRetryable: false });
  });

  /** A program in the encoder's place that leaves a line at every start. */
  function encoder(script: string): { deps: Partial<MediaDeps>; starts: () => number } {
    const [program, starts] = [join(clips.path, 'encoder.sh'), join(clips.path, 'starts')];
    writeFileSync(starts, '');
    writeFileSync(program, `#!/bin/sh\necho start >> ${starts}\n${script}\n`);
    chmodSync(program, 0o755);
    const tools = { ffmpeg: program, ffprobe: 'ffprobe' };
    return { deps: { tools }, starts: () => readFileSync(starts, 'utf8').split('\n').length - 1 };
  }

  test('leaves an encoder that the machine ended to another attempt', async () => {
    const { deps, starts } = encoder('kill -KILL $$');
    const failure = await failureOf(encode(await order(), deps));
    expect(failure).toMatchObject({ type: 'transcode_failed', nonRetryable: false });
    expect(starts()).toBe(1);
  });

  test('of a deleted video ends it', async () => {
    const input = await order();
    await world.io.records.bury(input.tenant, input.video);
    expect(await failureOf(encode(input))).toMatchObject({ type: 'VideoErased' });
    expect(await tree(input)).toEqual([]);
  });

  test('that is called off leaves neither files nor programs nor a tree', async () => {
    const input = await order(long);
    await callOff(createTranscodeLadder(world.media), input);
    expect(await tree(input)).toEqual([]);
  });
});

test('no log line of the media activities holds a prompt, a token or a query', () => {
  expect(world.logged()).toContain('a judge failed');
  expect(world.logged()).not.toMatch(leaks);
});
