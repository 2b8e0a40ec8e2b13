import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  hlsMasterKey,
  idempotencyKey,
  indexPrefix,
  listPrefix,
  inputImageKey,
  recordKey,
  tombstoneKey,
} from '../../domain/keys.ts';
import type { VideoRecord } from '../../domain/video/record.ts';
import { createFileStore } from '../../providers/stores/file/file-store.ts';
import type { ObjectStore } from '../../providers/stores/store.ts';
import type { VideoRecords } from '../../records/videos.ts';
import { openVideoRecords } from '../../records/videos.ts';
import { endedSnapshot, newRecord } from './example-record.ts';

let root: string;
let store: ObjectStore;
let records: VideoRecords;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'records-'));
  store = createFileStore({ root });
  records = openVideoRecords({ store, tenants: ['default', 'acme'] });
});
afterAll(() => rm(root, { recursive: true, force: true }));

const keysBelow = async (prefix: string) =>
  (await store.list(prefix, { limit: 100 })).objects.map(({ key }) => key);

/** As a release after this one would write it. */
const putLater = (record: VideoRecord) =>
  store.put(
    recordKey(record.tenant, record.id),
    Buffer.from(JSON.stringify({ ...record, schemaVersion: 2 })),
    { contentType: 'application/json', if: 'absent' },
  );

describe('a record', () => {
  test('is read as it was written, by its tenant only', async () => {
    const record = newRecord({ tenant: 'acme' });
    expect(await records.create(record)).toEqual({ record, fresh: true });
    expect(await records.read('acme', record.id)).toEqual(record);
    expect(await records.read('default', record.id)).toBeNull();
  });

  test('is found by its id alone among all tenants, also the second time', async () => {
    const record = newRecord({ tenant: 'acme' });
    await records.create(record);
    expect(await records.find(record.id)).toEqual(record);
    expect(await records.find(record.id)).toEqual(record);
    expect(await records.find(newRecord().id)).toBeNull();
  });

  test('is written once: whoever comes later finds the first', async () => {
    const first = newRecord();
    const second = { ...first, request: { ...first.request, prompt: 'another' } };
    await records.create(first);
    expect(await records.create(second)).toEqual({ record: first, fresh: false });
    expect(await records.read('default', first.id)).toEqual(first);
  });

  test('without its list entry, as a crash leaves it, is listed once it is created again', async () => {
    const record = newRecord({ tenant: 'acme', createdAt: '2026-01-05T00:00:00.000Z' });
    await records.create(record);
    const [entry] = (await keysBelow(listPrefix('acme', 'all'))).filter((key) =>
      key.includes(record.id),
    );
    await store.delete(entry ?? '');
    await records.create(record);
    expect(await keysBelow(listPrefix('acme', 'all'))).toContain(entry);
  });

  test('of a version that this one cannot read is an error, not an absence', async () => {
    const record = newRecord();
    await putLater(record);
    await expect(records.read('default', record.id)).rejects.toThrow(/cannot be read/);
  });
});

describe('changing a record', () => {
  test('loses none of twenty changes made at once', async () => {
    const record = newRecord();
    await records.create(record);
    const add = () =>
      records.update('default', record.id, (current) => ({
        ...current,
        snapshot: {
          ...current.snapshot,
          cost: { amountMicros: current.snapshot.cost.amountMicros + 1 },
        },
      }));
    await Promise.all(Array.from({ length: 20 }, add));
    expect((await records.read('default', record.id))?.snapshot.cost.amountMicros).toBe(20);
  });

  test('that answers null leaves it, and an unknown one is null', async () => {
    const record = newRecord();
    await records.create(record);
    expect(await records.update('default', record.id, () => null)).toEqual(record);
    expect(await records.update('default', newRecord().id, (each) => each)).toBeNull();
  });

  test('never opens what has ended, but may add to it', async () => {
    const record = newRecord();
    await records.create(record);
    await records.close('default', record.id, endedSnapshot(record, 'published'));
    const reopened = await records.update('default', record.id, () => record);
    expect(reopened?.snapshot.status).toBe('published');
    const added = await records.update('default', record.id, (current) => ({
      ...current,
      snapshot: { ...current.snapshot, cost: { amountMicros: 7 } },
    }));
    expect(added?.snapshot).toMatchObject({ status: 'published', cost: { amountMicros: 7 } });
  });

  test('the first of two ends stands, and both are told which', async () => {
    const record = newRecord();
    await records.create(record);
    const both = await Promise.all([
      records.close('default', record.id, endedSnapshot(record, 'published')),
      records.close('default', record.id, endedSnapshot(record, 'failed')),
    ]);
    expect(both[0]).toEqual(both[1]);
    expect((await records.read('default', record.id))?.snapshot).toEqual(both[0]);
  });

  test('a state that is no end closes nothing', async () => {
    const record = newRecord();
    await records.create(record);
    await expect(records.close('default', record.id, record.snapshot)).rejects.toThrow(TypeError);
  });
});

describe('a deleted video', () => {
  const put = (key: string) =>
    store.put(key, Buffer.from('x'), { contentType: 'text/plain', if: 'absent' });

  test('is unknown from the tombstone on, whatever is still stored of it', async () => {
    const record = newRecord();
    await records.create(record);
    expect(await records.bury('default', record.id)).toEqual(record);
    expect(await records.isBuried('default', record.id)).toBe(true);
    expect(await records.read('default', record.id)).toBeNull();
    expect(await records.find(record.id)).toBeNull();
    expect(await records.update('default', record.id, (each) => each)).toBeNull();
    expect(await records.close('default', record.id, endedSnapshot(record, 'failed'))).toBeNull();
  });

  test('leaves nothing but its tombstone once erased, however often', async () => {
    const claim = { id: '', bodyHash: 'h' };
    const record = newRecord({ keyDigest: 'd1' });
    await records.claimIdempotencyKey('default', 'd1', { ...claim, id: record.id });
    await records.create(record);
    await put(inputImageKey('default', record.id));
    await put(hlsMasterKey('default', record.id));
    await records.bury('default', record.id);

    // Record, key, image, master, where it is, and its entries in two lists.
    expect(await records.erase('default', record.id)).toBe(7);
    expect(await keysBelow(`default/${record.id}/`)).toEqual([tombstoneKey('default', record.id)]);
    expect(await store.head(idempotencyKey('default', 'd1'))).toBeNull();
    expect((await keysBelow(indexPrefix('default'))).join()).not.toContain(record.id);

    await put(hlsMasterKey('default', record.id));
    expect(await records.erase('default', record.id)).toBe(1);
    expect(await records.bury('default', record.id)).toBeNull();
  });

  test('keeps its record to the last, so that an erasing that broke off can be told', async () => {
    const record = newRecord();
    await records.create(record);
    await records.bury('default', record.id);
    expect(await records.bury('default', record.id)).toEqual(record);
  });

  test('does not come back by a create that was under way', async () => {
    const record = newRecord();
    await put(tombstoneKey('default', record.id));
    expect(await records.create(record)).toBeNull();
    expect(await store.head(recordKey('default', record.id))).toBeNull();
  });

  test('that never was gets no tombstone', async () => {
    const { id } = newRecord();
    expect(await records.bury('default', id)).toBeNull();
    expect(await records.isBuried('default', id)).toBe(false);
  });
});

describe('an Idempotency-Key', () => {
  const claims = (digest: string, count: number) =>
    Promise.all(
      Array.from({ length: count }, () =>
        records.claimIdempotencyKey('default', digest, { id: newRecord().id, bodyHash: 'h' }),
      ),
    );

  test('stands for one video, however many claim it at once', async () => {
    expect(new Set((await claims('d2', 30)).map(({ id }) => id)).size).toBe(1);
  });

  test('of a deleted video is free again, for one', async () => {
    const record = newRecord({ keyDigest: 'd3' });
    await records.claimIdempotencyKey('default', 'd3', { id: record.id, bodyHash: 'h' });
    await records.create(record);
    await records.bury('default', record.id);
    const [next, ...others] = new Set((await claims('d3', 20)).map(({ id }) => id));
    expect(others).toEqual([]);
    expect(next).not.toBe(record.id);
    await records.erase('default', record.id);
    expect(await claims('d3', 1)).toEqual([{ id: next, bodyHash: 'h' }]);
  });

  test('of one tenant means nothing to another', async () => {
    const mine = { id: newRecord().id, bodyHash: 'h' };
    await records.claimIdempotencyKey('default', 'd4', { ...mine, id: newRecord().id });
    expect(await records.claimIdempotencyKey('acme', 'd4', mine)).toEqual(mine);
  });
});
