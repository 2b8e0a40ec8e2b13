import { describe, expect, test } from 'vitest';
import { listPlace, listPrefix, oldIndexKey, recordKey, whereKey } from '../../domain/keys.ts';
import type { VideoRecord } from '../../domain/video/record.ts';
import { createFileStore } from '../../providers/stores/file/file-store.ts';
import type { ObjectStore } from '../../providers/stores/store.ts';
import type { VideoRecords } from '../../records/videos.ts';
import { openVideoRecords } from '../../records/videos.ts';
import { temporaryDirectory } from './directory.ts';
import { endedSnapshot, newRecord } from './example-record.ts';
import { listed } from './listed.ts';

const directory = temporaryDirectory();
let rooms = 0;

function room(): { store: ObjectStore; records: VideoRecords } {
  rooms += 1;
  const store = createFileStore({ root: `${directory()}/${rooms}` });
  return { store, records: openVideoRecords({ store, tenants: ['default', 'acme'] }) };
}

const at = (day: string) => ({ createdAt: `${day}T00:00:00.000Z` });
const ids = (videos: readonly { id: string }[]) => videos.map(({ id }) => id);

function asked(prompt: string, more: Partial<VideoRecord> = {}): VideoRecord {
  const record = newRecord(more);
  return { ...record, request: { ...record.request, prompt } };
}

/** As a release before the lists left it. */
async function putOld(store: ObjectStore, record: VideoRecord): Promise<void> {
  const options = { contentType: 'application/json', if: 'absent' } as const;
  const entry = oldIndexKey(record.tenant, listPlace(record.id, record.createdAt));
  await store.put(
    recordKey(record.tenant, record.id),
    Buffer.from(JSON.stringify(record)),
    options,
  );
  await store.put(entry, Buffer.from(JSON.stringify({ id: record.id })), options);
}

describe('a scan', () => {
  test('goes through all videos newest first, on from wherever it was', async () => {
    const { records } = room();
    const made = ['2026-03-01', '2026-01-01', '2026-02-01', '2025-12-31'].map((day) =>
      newRecord(at(day)),
    );
    for (const record of made) await records.create(record);
    const [newest, third, second, last] = made;
    const all = await listed(records, 'default');
    expect(ids(all)).toEqual([newest?.id, second?.id, third?.id, last?.id]);
    const on = await listed(records, 'default', { after: all[1]?.place });
    expect(ids(on)).toEqual([third?.id, last?.id]);
    const since = Date.parse('2026-01-01T00:00:00.000Z');
    expect(ids(await listed(records, 'default', { since }))).toEqual([newest?.id, second?.id]);
  });

  test('finds each video in the one list of its status, through all its life', async () => {
    const { records } = room();
    const record = newRecord();
    await records.create(record);
    const where = async () => {
      const lists = ['open', 'published', 'failed', 'rejected', 'cancelled'] as const;
      const found = await Promise.all(
        lists.map((list) => listed(records, 'default', { lists: [list] })),
      );
      return lists.filter((_, index) => found[index]?.length);
    };
    expect(await where()).toEqual(['open']);
    await records.close('default', record.id, endedSnapshot(record, 'published'));
    expect(await where()).toEqual(['published']);
    await records.close('default', record.id, endedSnapshot(record, 'failed'));
    expect(await where()).toEqual(['published']);
    await records.bury('default', record.id);
    await records.erase('default', record.id);
    expect(await where()).toEqual([]);
    expect(await listed(records, 'default')).toEqual([]);
  });

  test('of two ends at once only the one that stands is listed', async () => {
    const { records } = room();
    const record = newRecord();
    await records.create(record);
    const ends = (['published', 'failed', 'cancelled'] as const).map((status) =>
      records.close('default', record.id, endedSnapshot(record, status)),
    );
    const [standing] = await Promise.all(ends);
    for (const list of ['published', 'failed', 'cancelled'] as const) {
      const found = ids(await listed(records, 'default', { lists: [list] }));
      expect(found).toEqual(list === standing?.status ? [record.id] : []);
    }
  });

  test('for words, a model or a pair reads none of the videos that have them not', async () => {
    const { records } = room();
    const heron = asked('A grey heron, standing', { ...at('2026-01-01') });
    await records.create(heron);
    for (let n = 0; n < 200; n += 1) await records.create(asked(`a sea, number ${n}`));
    const found = await listed(records, 'default', {
      wanted: { words: new Set(['grey', 'heron']) },
    });
    expect(ids(found)).toContain(heron.id);
    expect(found.length).toBeLessThan(10);
    const none = await listed(records, 'default', { wanted: { model: 'other/one' } });
    expect(none.length).toBeLessThan(20);
  });

  test('shows what an earlier release wrote among the others, and each video once', async () => {
    const { store, records } = room();
    const [old, both, fresh] = ['2026-01-01', '2026-01-02', '2026-01-03'].map((day) =>
      newRecord(at(day)),
    );
    if (!old || !both || !fresh) throw new Error('three were made');
    await putOld(store, old);
    await putOld(store, both);
    await records.create(both);
    await records.create(fresh);
    expect(ids(await listed(records, 'default'))).toEqual([fresh.id, both.id, old.id]);
    const wanted = { model: 'other/one' };
    expect(ids(await listed(records, 'default', { wanted }))).toContain(old.id);
    expect(await records.find(old.id)).toEqual(old);
  });

  test('never shows one tenant what another made', async () => {
    const { records } = room();
    await records.create(newRecord({ tenant: 'acme' }));
    expect(await listed(records, 'default')).toEqual([]);
  });

  test('looks away from what has no record, and goes on behind it', async () => {
    const { store, records } = room();
    const [lost, kept] = [newRecord(at('2026-01-02')), newRecord(at('2026-01-01'))];
    for (const record of [lost, kept]) await records.create(record);
    await store.delete(recordKey('default', lost.id));
    const found = await listed(records, 'default');
    expect(found.map(({ record }) => record)).toEqual([null, kept]);
  });
});

describe('names in lists', () => {
  test('tell no word of a prompt, and tenants with the same words are not alike', async () => {
    const { store, records } = room();
    const createdAt = '2026-01-01T00:00:00.000Z';
    const mine = asked('unmistakable', { createdAt });
    await records.create(mine);
    await records.create({ ...mine, tenant: 'acme' });
    const names = await Promise.all(
      ['default', 'acme'].map(
        async (tenant) => (await store.keys(listPrefix(tenant, 'all'), { limit: 1 })).keys[0],
      ),
    );
    expect(names.join()).not.toContain('unmistakable');
    const [one, other] = names.map((name) => name?.split('.').at(-1));
    expect(one).not.toBe(other);
  });

  test('are short enough for a file though the prompt is as long as it may be', async () => {
    const { records } = room();
    const prompt = Array.from({ length: 700 }, (_, n) => `w${n}`).join(' ');
    const record = asked(prompt);
    await records.create(record);
    const words = new Set(['w1', 'w699']);
    expect(ids(await listed(records, 'default', { wanted: { words } }))).toEqual([record.id]);
  });
});

test('an id that nobody has costs the same however many tenants there are', async () => {
  const { store } = room();
  const asks: string[] = [];
  const counting: ObjectStore = {
    ...store,
    get: (key, options) => {
      asks.push(key);
      return store.get(key, options);
    },
  };
  const tenants = Array.from({ length: 50 }, (_, n) => `t${n}`);
  const records = openVideoRecords({ store: counting, tenants });
  const { id } = newRecord();
  expect(await records.find(id)).toBeNull();
  expect(asks).toEqual([whereKey(id)]);
});
