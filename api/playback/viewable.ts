import { LRUCache } from 'lru-cache';
import type { VideoId } from '../../domain/ids.ts';
import { takeKey } from '../../domain/keys.ts';
import { isTerminal } from '../../domain/video/status.ts';
import type { ObjectStore } from '../../providers/stores/store.ts';
import type { VideoRecords } from '../../records/videos.ts';

/**
 * What a viewer may read, by id alone: published trees and stored takes. Whoever asks needs no key, so
 * the same question is asked of the store once, a miss is remembered too, and no run is ever asked.
 */
export interface Viewable {
  /** Null while there is nothing to play yet, or nothing of this id at all. */
  streamOf(id: VideoId): Promise<Stream | null>;
  /** Where the store has it; null when it is not stored. */
  takeKey(id: VideoId, take: string): Promise<string | null>;
  /** A deleted video is gone at once, not when memory fades. */
  forget(id: VideoId): void;
}

const KEPT = 5_000;
/** `never`: it has ended otherwise, so a viewer need not wait for it. */
type Stream = { kind: 'published'; tenant: string } | { kind: 'never' };

/** How late another server's delete is noticed here. */
const REMEMBER_MS = 3_000;
/** For what may be there any moment: a video that is being made. */
const MISS_MS = 250;

export function openViewable(deps: {
  records: Pick<VideoRecords, 'find'>;
  store: Pick<ObjectStore, 'head'>;
}): Viewable {
  const { records, store } = deps;
  const published = openMemory<Stream>(async (id) => {
    const record = await records.find(id);
    if (record === null || !isTerminal(record.snapshot.status)) {
      return { value: null, soon: record !== null };
    }
    const { tenant, snapshot } = record;
    const there = snapshot.status === 'published';
    return { value: there ? { kind: 'published', tenant } : { kind: 'never' }, soon: false };
  });

  const takes = openMemory<string>(async (key) => {
    const [id = '', candidate] = key.split('/');
    const record = await records.find(id);
    const take = record?.snapshot.candidates.find((each) => each.id === candidate);
    if (!record || take === undefined) return { value: null, soon: false };
    if (take.key !== null) return { value: take.key, soon: false };
    const soon = !isTerminal(record.snapshot.status);
    // The record is renewed now and then; a take is where it belongs as soon as it is stored.
    return { value: soon ? await stored(store, record.tenant, id, take.index) : null, soon };
  });

  return {
    streamOf: async (id) => (await published.fetch(id))?.value ?? null,
    takeKey: async (id, take) => (await takes.fetch(`${id}/${take}`))?.value ?? null,
    forget(id) {
      published.delete(id);
      for (const key of takes.keys()) if (key.startsWith(`${id}/`)) takes.delete(key);
    },
  };
}

interface Found<T> {
  value: T | null;
  /** Whether it may be there any moment. */
  soon: boolean;
}

function openMemory<T>(find: (key: string) => Promise<Found<T>>): LRUCache<string, Found<T>> {
  return new LRUCache<string, Found<T>>({
    max: KEPT,
    ttl: REMEMBER_MS,
    fetchMethod: async (key, _stale, { options }) => {
      const found = await find(key);
      if (found.value === null && found.soon) options.ttl = MISS_MS;
      return found;
    },
  });
}

async function stored(
  store: Pick<ObjectStore, 'head'>,
  tenant: string,
  id: VideoId,
  index: number,
): Promise<string | null> {
  for (const container of ['mp4', 'webm'] as const) {
    const key = takeKey(tenant, id, index, container);
    if ((await store.head(key)) !== null) return key;
  }
  return null;
}
