import { setTimeout as sleep } from 'node:timers/promises';
import type { VideoId } from '../domain/ids.ts';
import { indexKey, recordKey, tombstoneKey, videoPrefix } from '../domain/keys.ts';
import type { VideoRecord } from '../domain/video/record.ts';
import type { VideoSnapshot } from '../domain/video/snapshot.ts';
import { isTerminal } from '../domain/video/status.ts';
import type { KeyClaim } from './idempotency-keys.ts';
import { claimKey, releaseKey } from './idempotency-keys.ts';
import { readJson, writeJson } from './json-object.ts';
import type { ObjectStore } from '../providers/stores/store.ts';
import { addToIndex, pageOfIndex } from './lists.ts';

/** What has happened to videos, kept in the object store beside their media. */
export interface VideoRecords {
  /**
   * Create-only record, then its index entry. `exists`: an earlier one stands, read it. `buried`: the
   * video was deleted meanwhile, and nothing of it is left behind.
   */
  create(record: VideoRecord): Promise<'created' | 'exists' | 'buried'>;
  /** Null when unknown or deleted. */
  read(tenant: string, id: VideoId): Promise<VideoRecord | null>;
  /** The same over all known tenants: a viewer knows only the id. */
  find(id: VideoId): Promise<VideoRecord | null>;
  /**
   * Compare-and-swap; `change` may be called again with a newer record and returns null to leave it.
   * An ended record is left too when `change` gives it another status. Answers the record that stands;
   * null when unknown or deleted.
   */
  update(
    tenant: string,
    id: VideoId,
    change: (record: VideoRecord) => VideoRecord | null,
  ): Promise<VideoRecord | null>;
  /** The first terminal snapshot wins; answers the one that stands, null when unknown or deleted. */
  close(tenant: string, id: VideoId, snapshot: VideoSnapshot): Promise<VideoSnapshot | null>;
  /** Writes the tombstone; answers the record while it is not erased yet. */
  bury(tenant: string, id: VideoId): Promise<VideoRecord | null>;
  isBuried(tenant: string, id: VideoId): Promise<boolean>;
  /**
   * Everything of a video but its tombstone, the record last: while it is there, erasing is not over.
   * Answers how many objects went. Repeatable.
   */
  erase(tenant: string, id: VideoId): Promise<number>;
  /** Newest first. `record` is null where the video is deleted, was never finished, or cannot be read. */
  list(
    tenant: string,
    page: { after?: string; limit: number },
  ): Promise<{
    entries: { id: VideoId; cursor: string; record: VideoRecord | null }[];
    more: boolean;
  }>;
  /** See {@link claimKey}. */
  claimIdempotencyKey(tenant: string, digest: string, wanted: KeyClaim): Promise<KeyClaim>;
}

/** Writers of one record are few (its run, the sweep, a reader that heals): more conflicts are a fault. */
const UPDATE_ATTEMPTS = 20;
const KNOWN_TENANTS_OF = 10_000;
const ERASE_PAGE = 200;
/** A listing reads its records side by side, but not so many that other requests wait. */
const LIST_CONCURRENCY = 16;

export function openVideoRecords(deps: { store: ObjectStore; tenants: string[] }): VideoRecords {
  const { store } = deps;
  const tenantOf = new Map<VideoId, string>();

  const isBuried = async (tenant: string, id: VideoId): Promise<boolean> =>
    (await store.head(tombstoneKey(tenant, id))) !== null;

  const read = async (tenant: string, id: VideoId): Promise<VideoRecord | null> => {
    const [found, buried] = await Promise.all([
      readRecord(store, tenant, id),
      isBuried(tenant, id),
    ]);
    return buried ? null : (found?.record ?? null);
  };

  const update: VideoRecords['update'] = async (tenant, id, change) => {
    for (let attempt = 0; attempt < UPDATE_ATTEMPTS; attempt += 1) {
      const found = await readRecord(store, tenant, id);
      if (found === null || (await isBuried(tenant, id))) return null;
      const changed = change(found.record);
      if (changed === null || reopens(found.record, changed)) return found.record;
      const condition = { generation: found.generation };
      if (await writeJson(store, recordKey(tenant, id), changed, condition)) return changed;
      await sleep(Math.random() * 20 * (attempt + 1));
    }
    throw new Error(`The record of ${id} changed too often to be updated.`);
  };

  return {
    isBuried,
    read,
    update,

    async create(record) {
      const { tenant, id } = record;
      const fresh = await writeJson(store, recordKey(tenant, id), record, 'absent');
      const standing = fresh ? record : (await readRecord(store, tenant, id))?.record;
      if (standing !== undefined) await addToIndex(store, standing);
      if (!(await isBuried(tenant, id))) return fresh ? 'created' : 'exists';
      await eraseVideo(store, tenant, id);
      return 'buried';
    },

    async find(id) {
      const known = tenantOf.get(id);
      for (const tenant of known === undefined ? deps.tenants : [known]) {
        const record = await read(tenant, id);
        if (record === null) continue;
        remember(tenantOf, id, tenant);
        return record;
      }
      return null;
    },

    async close(tenant, id, snapshot) {
      if (!isTerminal(snapshot.status)) throw new TypeError(`${snapshot.status} closes no record.`);
      const standing = await update(tenant, id, (record) =>
        isTerminal(record.snapshot.status) ? null : { ...record, snapshot },
      );
      return standing?.snapshot ?? null;
    },

    async bury(tenant, id) {
      const found = await readRecord(store, tenant, id);
      // An id that never was gets no tombstone: anyone may ask to delete anything.
      if (found === null) return null;
      const tombstone = { id, buried_at: new Date().toISOString() };
      await writeJson(store, tombstoneKey(tenant, id), tombstone, 'absent');
      return (await readRecord(store, tenant, id))?.record ?? null;
    },

    erase: (tenant, id) => eraseVideo(store, tenant, id),

    async list(tenant, page) {
      const { entries, more } = await pageOfIndex(store, tenant, page);
      const records: (VideoRecord | null)[] = [];
      for (let at = 0; at < entries.length; at += LIST_CONCURRENCY) {
        const batch = entries.slice(at, at + LIST_CONCURRENCY);
        records.push(...(await Promise.all(batch.map(({ id }) => readable(read(tenant, id))))));
      }
      return {
        entries: entries.map((entry, at) => ({ ...entry, record: records[at] ?? null })),
        more,
      };
    },

    claimIdempotencyKey: (tenant, digest, wanted) =>
      claimKey(store, { tenant, digest }, wanted, (id) => isBuried(tenant, id)),
  };
}

class UnreadableRecord extends Error {
  override name = 'UnreadableRecord';
}

/** One record of a later version must not hide all others from a list, or from the sweep. */
async function readable(reading: Promise<VideoRecord | null>): Promise<VideoRecord | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof UnreadableRecord) return null;
    throw error;
  }
}

async function readRecord(
  store: ObjectStore,
  tenant: string,
  id: VideoId,
): Promise<{ record: VideoRecord; generation: string } | null> {
  const found = await readJson(store, recordKey(tenant, id));
  if (found === null) return null;
  const record = found.value as VideoRecord;
  if (record.schemaVersion !== 1 || record.id !== id) {
    throw new UnreadableRecord(`The record of ${id} was written by a version that we cannot read.`);
  }
  return { record, generation: found.generation };
}

function reopens(before: VideoRecord, after: VideoRecord): boolean {
  return isTerminal(before.snapshot.status) && after.snapshot.status !== before.snapshot.status;
}

async function eraseVideo(store: ObjectStore, tenant: string, id: VideoId): Promise<number> {
  const record = (await readRecord(store, tenant, id))?.record;
  let gone = await eraseObjects(store, tenant, id);
  if (record === undefined) return gone;
  if (record.keyDigest !== null) {
    const released = await releaseKey(store, { tenant, digest: record.keyDigest }, id);
    gone += Number(released);
  }
  gone += Number(await store.delete(indexKey(tenant, id, record.createdAt)));
  return gone + Number(await store.delete(recordKey(tenant, id)));
}

async function eraseObjects(store: ObjectStore, tenant: string, id: VideoId): Promise<number> {
  const kept = new Set([tombstoneKey(tenant, id), recordKey(tenant, id)]);
  const prefix = videoPrefix(tenant, id);
  let gone = 0;
  let after: string | undefined;
  for (;;) {
    const page = await store.list(prefix, {
      limit: ERASE_PAGE,
      ...(after === undefined ? {} : { after }),
    });
    for (const { key } of page.objects) {
      if (!kept.has(key)) gone += Number(await store.delete(key));
    }
    after = page.objects.at(-1)?.key;
    if (!page.more || after === undefined) return gone;
  }
}

function remember(tenantOf: Map<VideoId, string>, id: VideoId, tenant: string): void {
  const oldest = tenantOf.size >= KNOWN_TENANTS_OF ? tenantOf.keys().next().value : undefined;
  if (oldest !== undefined) tenantOf.delete(oldest);
  tenantOf.set(id, tenant);
}
