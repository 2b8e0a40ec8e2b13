import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { videoResource } from '../../api/videos/resource.ts';
import { VideoBody } from '../../api/videos/schema.ts';
import { createFileStore } from '../../providers/stores/file/file-store.ts';
import type { ObjectStore } from '../../providers/stores/store.ts';
import { claimDocument } from '../../records/claims.ts';
import { keyClaimDocument } from '../../records/idempotency-keys.ts';
import { listEntryDocument } from '../../records/lists.ts';
import { purchaseDocument } from '../../records/purchases.ts';
import { tombstoneDocument } from '../../records/tombstones.ts';
import { treeClaimDocument } from '../../records/tree-versions.ts';
import { videoRecordDocument } from '../../records/video-record.ts';
import type { VideoRecords } from '../../records/videos.ts';
import { openVideoRecords } from '../../records/videos.ts';
import { temporaryDirectory } from './directory.ts';
import { listed } from './listed.ts';

/** Every object that the release before these rooms wrote for nine videos, one of them deleted. */
const STORED = join(import.meta.dirname, 'stored-by-36e651c');
const KINDS = [
  [/\/record\.json$/, videoRecordDocument],
  [/\/purchase\.json$/, purchaseDocument],
  [/\/tombstone\.json$/, tombstoneDocument],
  [/\/claim\.json$/, treeClaimDocument],
  [/\/keys\//, keyClaimDocument],
  [/\/index\//, listEntryDocument],
  [/^_system\/claims\//, claimDocument],
] as const;

const id = (n: number) => `vid_01kdjrw800000000000000000${n}`;
const at = { publicUrl: 'http://videos.test', temporalUi: null, namespace: 'default' };

const directory = temporaryDirectory();
let keys: string[];
let store: ObjectStore;
let records: VideoRecords;

beforeAll(async () => {
  store = createFileStore({ root: directory() });
  records = openVideoRecords({ store, tenants: ['default', 'acme'] });
  const files = await readdir(STORED, { recursive: true, withFileTypes: true });
  const paths = files
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name));
  keys = paths.map((path) => relative(STORED, path));
  for (const [n, path] of paths.entries()) {
    const options = { contentType: 'application/json', if: 'absent' } as const;
    await store.put(keys[n] ?? '', await readFile(path), options);
  }
});

describe('what 36e651c stored', () => {
  test('is read, every object of it', async () => {
    for (const key of keys) {
      const [, kind] = KINDS.find(([pattern]) => pattern.test(key)) ?? [];
      expect([key, await kind?.readKey(store, key)]).toEqual([key, expect.anything()]);
    }
    expect(keys).toHaveLength(21);
  });

  test.each([
    [1, 'default', 'published'],
    [2, 'default', 'failed'],
    [3, 'default', 'rejected'],
    [4, 'default', 'cancelled'],
    [5, 'default', 'awaiting_review'],
    [6, 'default', 'queued'],
    [7, 'acme', 'published'],
  ] as const)('is shown as a video of today (%i, of %s, %s)', async (n, tenant, status) => {
    const record = await records.read(tenant, id(n));
    if (record === null) throw new Error('it is there');
    const body = VideoBody.parse(videoResource(record, at));
    expect(body).toMatchObject({ id: id(n), status });
    expect(await records.find(id(n))).toEqual(record);
  });

  test('tells what was bought, refused and left in doubt', async () => {
    const statusOf = async (n: number, take: number) =>
      (await purchaseDocument.read(store, { tenant: 'default', video: id(n), take }))?.value.status;
    const found = await Promise.all([statusOf(1, 0), statusOf(1, 1), statusOf(6, 0)]);
    expect(found).toEqual(['accepted', 'refused', 'attempting']);
  });

  test('keeps a deleted video deleted, and a key its video', async () => {
    expect(await records.isBuried('default', id(8))).toBe(true);
    const wanted = { id: id(9), bodyHash: 'x' };
    const standing = await records.claimIdempotencyKey('default', 'ab'.repeat(32), wanted);
    expect(standing).toEqual({ id: id(1), bodyHash: 'b0d7' });
  });

  test('can be changed, ended and deleted', async () => {
    const open = await records.read('default', id(6));
    if (open === null) throw new Error('it is there');
    const ended = { ...open.snapshot, status: 'cancelled', stage: null } as const;
    expect(await records.close('default', id(6), ended)).toMatchObject({ status: 'cancelled' });
    await records.bury('default', id(4));
    await records.erase('default', id(4));
    expect((await store.keys(`default/${id(4)}/`, { limit: 5 })).keys).toHaveLength(1);
  });

  test('is listed before and after its entries are moved, newest first', async () => {
    const order = [6, 5, 3, 2, 1].map(id);
    const ids = async (query = {}) =>
      (await listed(records, 'default', query)).map((each) => each.id);
    expect(await ids()).toEqual(order);
    expect(await records.adoptOld('default', () => true)).toBe(5);
    expect((await store.keys('default/index/8', { limit: 1 })).keys).toEqual([]);
    expect(await ids()).toEqual(order);
    expect(await ids({ lists: ['open'] })).toEqual([id(5)]);
    expect(await ids({ lists: ['failed', 'rejected', 'cancelled'] })).toEqual([6, 3, 2].map(id));
    const wanted = { metadata: [['name', 'awaiting review']] as const };
    expect(await ids({ wanted })).toContain(id(5));
  });
});
