import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { purchaseKey } from '../../domain/keys.ts';
import type { TakeRef } from '../../domain/refs.ts';
import { createFileStore } from '../../providers/stores/file/file-store.ts';
import type { ObjectStore } from '../../providers/stores/store.ts';
import { openClaims } from '../../records/claims.ts';
import type { PurchaseBook } from '../../records/purchases.ts';
import { openPurchaseBook } from '../../records/purchases.ts';

let root: string;
let store: ObjectStore;
let book: PurchaseBook;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'purchases-'));
  store = createFileStore({ root });
  book = openPurchaseBook(store);
});
afterAll(() => rm(root, { recursive: true, force: true }));

let takes = 0;
const newTake = (): TakeRef => ({ tenant: 'default', video: 'vid_x', take: takes++ });
const order = {
  model: 'local/painter',
  seed: 7,
  width: 320,
  height: 180,
  duration: 2,
  frameRate: 24,
  audio: false,
};
const intentOf = ({ take }: TakeRef) => ({
  reference: `vid_x/${take}/0`,
  attemptedAt: '2026-11-28T12:00:00Z',
  order,
});
const jobOf = ({ take }: TakeRef) => ({
  server: 'local',
  jobId: `job-${take}`,
  operation: { job: take },
});

async function writeRaw({ take }: TakeRef, value: object): Promise<void> {
  const key = purchaseKey('default', 'vid_x', take);
  const options = { contentType: 'application/json', if: 'absent' } as const;
  await store.put(key, Buffer.from(JSON.stringify(value)), options);
}

test('what was begun and accepted is found as it was written', async () => {
  const take = newTake();
  const stored = await book.begin(take, intentOf(take), null);
  expect(await book.find(take)).toMatchObject({ ...stored });
  await book.accept(take, intentOf(take), jobOf(take));
  const found = await book.find(take);
  expect(found?.purchase).toMatchObject({
    ...intentOf(take),
    ...jobOf(take),
    status: 'accepted',
    cancelledAt: null,
  });
});

test('of two attempts that begin at once one sends', async () => {
  const take = newTake();
  const begun = await Promise.all([1, 2, 3].map(() => book.begin(take, intentOf(take), null)));
  expect(begun.filter((each) => each !== null)).toHaveLength(1);
});

test('a refusal of an attempt that was overtaken changes nothing', async () => {
  const take = newTake();
  const stored = await book.begin(take, intentOf(take), null);
  await book.accept(take, intentOf(take), jobOf(take));
  if (stored !== null) await book.refuse(take, stored);
  expect((await book.find(take))?.purchase.status).toBe('accepted');
});

test('a job that another purchase has is not accepted', async () => {
  const take = newTake();
  await openClaims(store).claim('local', jobOf(take).jobId, 'vid_other/0/0');
  expect(await book.accept(take, intentOf(take), jobOf(take))).toBeNull();
  expect(await book.find(take)).toBeNull();
});

test('the end of a job is noted, once, on what was accepted alone', async () => {
  const [bought, begun] = [newTake(), newTake()];
  await book.accept(bought, intentOf(bought), jobOf(bought));
  await book.begin(begun, intentOf(begun), null);
  for (const at of ['2026-11-28T13:00:00Z', '2026-11-28T14:00:00Z']) {
    await book.cancelled(bought, at);
    await book.cancelled(begun, at);
  }
  expect((await book.find(bought))?.purchase).toMatchObject({
    cancelledAt: '2026-11-28T13:00:00Z',
  });
  expect((await book.find(begun))?.purchase).toMatchObject({ status: 'attempting' });
});

test.each([
  [
    { status: 'attempting', lookups: 2 },
    { status: 'attempting', lookups: 2 },
  ],
  [{ status: 'refused' }, { status: 'refused' }],
  [
    { status: 'accepted', server: 'local', operation: { job: 'a' }, jobId: 'a' },
    { status: 'accepted', server: 'local', operation: { job: 'a' }, jobId: 'a', cancelledAt: null },
  ],
])('a purchase of the version without a number, %o, is read', async (part, expected) => {
  const take = newTake();
  const common = { reference: 'vid_x/0/0', attemptedAt: '2026-11-22T12:00:00.000Z' };
  await writeRaw(take, { ...common, ...part });
  expect((await book.find(take))?.purchase).toMatchObject({
    ...common,
    order: null,
    ...expected,
  });
});

test('a claim of the version without a number holds', async () => {
  const claims = openClaims(store);
  await claims.claim('local', 'old', 'vid_a/0/0');
  const { objects } = await store.list('_system/claims/', { limit: 100 });
  for (const { key, generation } of objects) {
    const old = Buffer.from(JSON.stringify({ reference: 'vid_a/0/0' }));
    await store.put(key, old, { contentType: 'application/json', if: { generation } });
  }
  expect(await claims.claim('local', 'old', 'vid_a/0/0')).toBe(true);
  expect(await claims.isTaken('local', 'old', 'vid_b/0/0')).toBe(true);
});

test('what is no purchase is refused, not guessed at', async () => {
  const take = newTake();
  await writeRaw(take, { schema_version: 1, status: 'accepted', reference: 'r' });
  await expect(book.find(take)).rejects.toThrow();
});
