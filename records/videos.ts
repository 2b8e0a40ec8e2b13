import { setTimeout as sleep } from 'node:timers/promises';
import type { VideoId } from '../domain/ids.ts';
import { tombstoneKey } from '../domain/keys.ts';
import type { VideoRecord } from '../domain/video/record.ts';
import type { VideoSnapshot } from '../domain/video/snapshot.ts';
import { isTerminal } from '../domain/video/status.ts';
import type { ObjectStore } from '../providers/stores/store.ts';
import { readable } from './document.ts';
import { eraseVideo } from './erase.ts';
import type { KeyClaim } from './idempotency-keys.ts';
import { claimKey } from './idempotency-keys.ts';
import { addToIndex, pageOfIndex } from './lists.ts';
import { tombstoneDocument } from './tombstones.ts';
import { videoRecordDocument } from './video-record.ts';

/** What has happened to videos, kept in the object store beside their media. */
export interface VideoRecords {
  /**
   * Create-only record, then its index entry. Answers the record that stands, `fresh` when it is this
   * one. Null: the video was deleted meanwhile, and nothing of it is left behind.
   */
  create(record: VideoRecord): Promise<{ record: VideoRecord; fresh: boolean } | null>;
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
  /** See {@link eraseVideo}. */
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
/** A listing reads its records side by side, but not so many that other requests wait. */
const LIST_CONCURRENCY = 16;

export function openVideoRecords(deps: { store: ObjectStore; tenants: string[] }): VideoRecords {
  const { store } = deps;
  const tenantOf = new Map<VideoId, string>();
  const recordOf = (tenant: string, video: VideoId) =>
    videoRecordDocument.read(store, { tenant, video });

  const isBuried = async (tenant: string, id: VideoId): Promise<boolean> =>
    (await store.head(tombstoneKey(tenant, id))) !== null;

  const read = async (tenant: string, id: VideoId): Promise<VideoRecord | null> => {
    const [found, buried] = await Promise.all([recordOf(tenant, id), isBuried(tenant, id)]);
    return buried ? null : (found?.value ?? null);
  };

  const update: VideoRecords['update'] = async (tenant, id, change) => {
    const ref = { tenant, video: id };
    for (let attempt = 0; attempt < UPDATE_ATTEMPTS; attempt += 1) {
      const found = await recordOf(tenant, id);
      if (found === null || (await isBuried(tenant, id))) return null;
      const changed = change(found.value);
      if (changed === null || reopens(found.value, changed)) return found.value;
      if (await videoRecordDocument.replace(store, ref, changed, found)) return changed;
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
      const ref = { tenant, video: id };
      const fresh = (await videoRecordDocument.create(store, ref, record)) !== null;
      const standing = fresh ? record : (await recordOf(tenant, id))?.value;
      if (standing !== undefined) await addToIndex(store, standing);
      if (standing !== undefined && !(await isBuried(tenant, id)))
        return { record: standing, fresh };
      await eraseVideo(store, ref);
      return null;
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
      // An id that never was gets no tombstone: anyone may ask to delete anything.
      if ((await recordOf(tenant, id)) === null) return null;
      const tombstone = { id, buried_at: new Date().toISOString() };
      await tombstoneDocument.create(store, { tenant, video: id }, tombstone);
      return (await recordOf(tenant, id))?.value ?? null;
    },

    erase: (tenant, video) => eraseVideo(store, { tenant, video }),

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

function reopens(before: VideoRecord, after: VideoRecord): boolean {
  return isTerminal(before.snapshot.status) && after.snapshot.status !== before.snapshot.status;
}

function remember(tenantOf: Map<VideoId, string>, id: VideoId, tenant: string): void {
  const oldest = tenantOf.size >= KNOWN_TENANTS_OF ? tenantOf.keys().next().value : undefined;
  if (oldest !== undefined) tenantOf.delete(oldest);
  tenantOf.set(id, tenant);
}
