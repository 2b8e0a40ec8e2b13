import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSweep } from '../../../activities/housekeeping/sweep.ts';
import type { Runs } from '../../../activities/kit/deps.ts';
import type { VideoId } from '../../../domain/ids.ts';
import { inputImageKey, listPlace, oldIndexKey, recordKey } from '../../../domain/keys.ts';
import type { RunEnd } from '../../../domain/video/lost-run.ts';
import type { VideoRecord } from '../../../domain/video/record.ts';
import type { ObjectStore } from '../../../providers/stores/store.ts';
import { openVideoRecords } from '../../../records/videos.ts';
import { endedSnapshot, newRecord } from '../../records/example-record.ts';
import { listed } from '../../records/listed.ts';
import type { World } from '../world.ts';
import { noRuns, openWorld } from '../world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString();

async function accepted(ageSeconds: number): Promise<VideoRecord> {
  const record = newRecord({ createdAt: ago(ageSeconds) });
  await world.io.records.create(record);
  return record;
}

const sweep = (runs: Partial<Runs> = {}, records = world.io.records) =>
  world.attempt(
    () => createSweep({ ...world.io, records, runs: { ...noRuns(), ...runs } })(),
    undefined,
  );

const status = async (id: VideoId) => (await world.io.records.read('default', id))?.snapshot;

const openNow = async () =>
  (await listed(world.io.records, 'default', { lists: ['open'] })).map(({ id }) => id);

describe('the sweep', () => {
  test.each([
    ['terminated', 300, { status: 'failed', failure: { code: 'internal' } }],
    ['timed_out', 300, { status: 'failed', failure: { code: 'deadline_exceeded' } }],
    ['cancelled', 300, { status: 'cancelled', failure: null }],
    ['absent', 4_000, { status: 'failed', failure: { code: 'internal' } }],
    ['open', 300, { status: 'queued' }],
    // It may still be started, by whoever reads it or repeats the request.
    ['absent', 300, { status: 'queued' }],
    // It may be between its last event and its record.
    ['terminated', 60, { status: 'queued' }],
  ] as const)('finds a run %s after %i s', async (state: 'open' | RunEnd, age, expected) => {
    const { id } = await accepted(age);
    await sweep({ state: async () => state });
    expect(await status(id)).toMatchObject(expected);
  });

  test('tells the end that the run itself tells, and else what it failed with', async () => {
    const rejected = await accepted(300);
    const own = endedSnapshot(rejected, 'rejected');
    expect(await sweep({ state: async () => 'failed', snapshot: async () => own })).toBe(1);
    expect(await status(rejected.id)).toEqual(own);

    const refused = await accepted(300);
    const failure = { code: 'generator_refused', message: 'It says no.' } as const;
    expect(await sweep({ state: async () => 'failed', failure: async () => failure })).toBe(1);
    expect(await status(refused.id)).toMatchObject({ status: 'failed', failure });
    expect(await openNow()).toEqual([]);
  });

  test('reads nothing of what has ended, and no record of what runs', async () => {
    const running = await accepted(300);
    const over = await accepted(300);
    await world.io.records.close('default', over.id, endedSnapshot(over, 'published'));
    const asked: string[] = [];
    const counting = counted(world.io.store, asked);
    const runs = { running: async () => new Set([running.id]) };
    const records = openVideoRecords({ store: counting, tenants: ['default'] });
    expect(await sweep(runs, records)).toBe(0);
    expect(asked.filter((key) => !key.includes('/index/'))).toEqual([]);
  });

  test('finishes what a crash left between an end and its list', async () => {
    const record = await accepted(300);
    const { store, records } = world.io;
    await records.update('default', record.id, (now) => ({ ...now, keyDigest: 'k' }));
    // As if the process had died right after the record was written.
    const found = await records.read('default', record.id);
    await store.delete(recordKey('default', record.id));
    const ended = { ...found, snapshot: endedSnapshot(record, 'failed') };
    const options = { contentType: 'application/json', if: 'absent' } as const;
    await store.put(recordKey('default', record.id), Buffer.from(JSON.stringify(ended)), options);
    expect(await sweep()).toBe(0);
    expect(await openNow()).toEqual([]);
    const failed = await listed(records, 'default', { lists: ['failed'] });
    expect(failed.map(({ id }) => id)).toEqual([record.id]);
  });

  test('removes an upload that never got its record, once nobody can be writing it', async () => {
    const { store } = world.io;
    const failing = {
      ...store,
      put: async (...[key, body, options]: Parameters<ObjectStore['put']>) => {
        if (key.endsWith('/record.json')) throw new Error('the process died');
        return store.put(key, body, options);
      },
    };
    const dying = openVideoRecords({ store: failing, tenants: ['default'] });
    const upload = { bytes: Buffer.from('private'), mediaType: 'image/png' };
    const [old, young] = [newRecord({ createdAt: ago(4_000) }), newRecord({ createdAt: ago(600) })];
    for (const record of [old, young]) {
      await expect(dying.create(record, upload)).rejects.toThrow('died');
    }
    await sweep();
    expect(await store.head(inputImageKey('default', old.id))).toBeNull();
    expect(await store.head(inputImageKey('default', young.id))).not.toBeNull();
    expect(await openNow()).toEqual([young.id]);
  });

  test('leaves what a later release wrote', async () => {
    const record = await accepted(10_000);
    const { store } = world.io;
    await store.delete(recordKey('default', record.id));
    const later = Buffer.from(JSON.stringify({ ...record, schemaVersion: 99 }));
    const options = { contentType: 'application/json', if: 'absent' } as const;
    await store.put(recordKey('default', record.id), later, options);
    expect(await sweep()).toBe(0);
    expect(await store.head(recordKey('default', record.id))).not.toBeNull();
    expect(await openNow()).toEqual([record.id]);
  });

  test('moves entries of earlier releases into the lists', async () => {
    const { store, records } = world.io;
    const options = { contentType: 'application/json', if: 'absent' } as const;
    const put = (key: string, value: unknown) =>
      store.put(key, Buffer.from(JSON.stringify(value)), options);
    const [ran, over] = [newRecord({ createdAt: ago(500) }), newRecord({ createdAt: ago(400) })];
    for (const record of [ran, { ...over, snapshot: endedSnapshot(over, 'failed') }]) {
      await put(recordKey('default', record.id), record);
      await put(oldIndexKey('default', listPlace(record.id, record.createdAt)), { id: record.id });
    }
    const before = await listed(records, 'default');
    await sweep({ state: async () => 'open' });
    const fresh = openVideoRecords({ store, tenants: ['default'] });
    expect((await listed(fresh, 'default')).map(({ id }) => id)).toEqual(
      before.map(({ id }) => id),
    );
    expect((await listed(fresh, 'default', { lists: ['open'] })).map(({ id }) => id)).toEqual([
      ran.id,
    ]);
    const failed = await listed(fresh, 'default', { lists: ['failed'] });
    expect(failed.map(({ id }) => id)).toEqual([over.id]);
    expect(await fresh.find(over.id)).toMatchObject({ id: over.id });
    expect((await store.keys('default/index/8', { limit: 1 })).keys).toEqual([]);
  });
});

/** A store that writes down the keys of what is read. */
function counted(store: ObjectStore, asked: string[]): ObjectStore {
  return {
    ...store,
    get: (key, options) => {
      asked.push(key);
      return store.get(key, options);
    },
    head: (key) => {
      asked.push(key);
      return store.head(key);
    },
  };
}
