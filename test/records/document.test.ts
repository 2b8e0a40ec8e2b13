import { expect, test } from 'vitest';
import { listPlace } from '../../domain/keys.ts';
import { createFileStore } from '../../providers/stores/file/file-store.ts';
import { DocumentError, readable } from '../../records/document.ts';
import { claimDocument } from '../../records/claims.ts';
import { evidenceDocument } from '../../records/evidence.ts';
import { keyClaimDocument } from '../../records/idempotency-keys.ts';
import { listSaltDocument } from '../../records/list-tokens.ts';
import { listEntryDocument } from '../../records/lists.ts';
import { purchaseDocument } from '../../records/purchases.ts';
import { settledDocument } from '../../records/settled-purchases.ts';
import { tombstoneDocument } from '../../records/tombstones.ts';
import { treeClaimDocument } from '../../records/tree-versions.ts';
import { videoRecordDocument } from '../../records/video-record.ts';
import { whereDocument } from '../../records/where.ts';
import { temporaryDirectory } from './directory.ts';
import { describeDocument } from './document-contract.ts';
import { endedSnapshot, newRecord } from './example-record.ts';

const directory = temporaryDirectory();
const record = newRecord();
const { id } = record;
const video = { tenant: 'default', video: id };

describeDocument(videoRecordDocument, {
  at: video,
  value: record,
  other: { ...record, snapshot: endedSnapshot(record, 'published') },
  old: [{ stored: record, read: record }],
  versionField: 'schemaVersion',
});

describeDocument(listEntryDocument, {
  at: { tenant: 'default', list: 'all', name: `${listPlace(id, record.createdAt)}.AAAAAAAA` },
  value: { id },
  other: { id: newRecord().id },
  old: [{ stored: { id }, read: { id } }],
});

describeDocument(listSaltDocument, {
  at: { tenant: 'default' },
  value: { salt: '0'.repeat(32) },
  other: { salt: '1'.repeat(32) },
  old: [],
});

describeDocument(whereDocument, {
  at: { video: id },
  value: { tenant: 'default' },
  other: { tenant: 'acme' },
  old: [],
});

describeDocument(keyClaimDocument, {
  at: { tenant: 'default', digest: 'd' },
  value: { id, bodyHash: 'a' },
  other: { id, bodyHash: 'b' },
  old: [{ stored: { id, bodyHash: 'a' }, read: { id, bodyHash: 'a' } }],
});

describeDocument(tombstoneDocument, {
  at: video,
  value: { id, buried_at: record.createdAt },
  other: { id, buried_at: '2026-01-02T00:00:00.000Z' },
  old: [{ stored: { id, buried_at: record.createdAt }, read: { id } }],
});

describeDocument(treeClaimDocument, {
  at: { ...video, version: 3 },
  value: { claimed_at: record.createdAt },
  other: { claimed_at: '2026-01-02T00:00:00.000Z' },
  old: [{ stored: { claimed_at: record.createdAt }, read: { claimed_at: record.createdAt } }],
});

const signal = { name: 'sharpness', value: 0.5, unit: 'share', score: 71, at: null };

describeDocument(evidenceDocument, {
  at: { ...video, take: 0 },
  value: { judgements: [{ name: 'technical', version: '1', total: 71, signals: [signal] }] },
  other: { judgements: [] },
  old: [],
});

test('fields that a neighbour of a newer release added to a record survive a change', async () => {
  const store = createFileStore({ root: directory() });
  const written = {
    ...record,
    beside: 1,
    snapshot: { ...record.snapshot, later: [2] },
  };
  await videoRecordDocument.create(store, video, written);
  const found = await videoRecordDocument.read(store, video);
  if (found === null) throw new Error('it was there');
  await videoRecordDocument.replace(store, video, { ...found.value, keyDigest: 'k' }, found);
  const again = await videoRecordDocument.read(store, video);
  expect(again?.value).toEqual({ ...written, keyDigest: 'k' });
});

test('metadata keeps a pair whose key is __proto__', async () => {
  const store = createFileStore({ root: `${directory()}/proto` });
  const metadata: Record<string, string> = JSON.parse('{"__proto__":"zz","a":"b"}');
  const odd = { ...record, request: { ...record.request, metadata } };
  await videoRecordDocument.create(store, video, odd);
  const found = await videoRecordDocument.read(store, video);
  expect(JSON.stringify(found?.value.request.metadata)).toBe('{"__proto__":"zz","a":"b"}');
});

test('a list passes over what cannot be read, but not over a store that fails', async () => {
  expect(await readable(Promise.reject(new DocumentError('broken', 'thing', 'a/b')))).toBeNull();
  await expect(readable(Promise.reject(new Error('disk')))).rejects.toThrow('disk');
});

const job = { server: 'local', jobId: 'job-1' };
const bought = { reference: `${id}/0/0`, attemptedAt: record.createdAt };

describeDocument(claimDocument, {
  at: job,
  value: { reference: `${id}/0/0` },
  other: { reference: `${id}/1/0` },
  old: [{ stored: { reference: `${id}/0/0` }, read: { reference: `${id}/0/0` } }],
});

describeDocument(purchaseDocument, {
  at: { ...video, take: 0 },
  value: { ...bought, order: null, status: 'attempting', lookups: 0 },
  other: { ...bought, order: null, status: 'refused' },
  old: [
    {
      stored: { ...bought, status: 'attempting', lookups: 2 },
      read: { ...bought, order: null, status: 'attempting', lookups: 2 },
    },
    {
      stored: { ...bought, ...job, status: 'accepted', operation: { job: 'job-1' } },
      read: { ...bought, ...job, status: 'accepted', order: null, cancelledAt: null },
    },
  ],
});

const receipt = { ...bought, model: 'local/painter', settledAt: record.createdAt };

describeDocument(settledDocument, {
  at: bought,
  value: { ...receipt, outcome: 'cancelled', jobId: 'job-1' },
  other: { ...receipt, outcome: 'unknown', jobId: null },
  old: [],
});
