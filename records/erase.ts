import type { VideoRef } from '../domain/refs.ts';
import { recordKey, tombstoneKey, videoPrefix } from '../domain/keys.ts';
import type { ObjectStore } from '../providers/stores/store.ts';
import { readable } from './document.ts';
import { releaseKey } from './idempotency-keys.ts';
import type { Lists } from './lists.ts';
import { deletePrefix } from './prefixes.ts';
import { videoRecordDocument } from './video-record.ts';
import { whereDocument } from './where.ts';

/**
 * Everything of a video but its tombstone, the record last: while it is there, erasing is not over.
 * Answers how many objects went. Repeatable.
 */
export async function eraseObjects(
  { store, lists }: { store: ObjectStore; lists: Lists },
  ref: VideoRef,
): Promise<number> {
  const { tenant, video } = ref;
  const kept = new Set([tombstoneKey(tenant, video), recordKey(tenant, video)]);
  // What cannot be read is erased all the same: only its key and its list entries stay unknown.
  const record = (await readable(videoRecordDocument.read(store, ref)))?.value;
  let gone = await deletePrefix(store, videoPrefix(tenant, video), (key) => kept.has(key));
  if (record !== undefined) {
    const { keyDigest: digest } = record;
    if (digest !== null) gone += Number(await releaseKey(store, { tenant, digest }, video));
    gone += await lists.remove(record);
  }
  gone += Number(await whereDocument.remove(store, { video }));
  return gone + Number(await store.delete(recordKey(tenant, video)));
}
