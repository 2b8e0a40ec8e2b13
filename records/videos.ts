import { setTimeout as sleep } from 'node:timers/promises';
import type { VideoId } from '../domain/ids.ts';
import { tombstoneKey } from '../domain/keys.ts';
import type { VideoRecord } from '../domain/video/record.ts';
import type { VideoSnapshot } from '../domain/video/snapshot.ts';
import { isTerminal } from '../domain/video/status.ts';
import type { ObjectStore } from '../providers/stores/store.ts';
import { DocumentError, readable } from './document.ts';
import { eraseObjects } from './erase.ts';
import type { KeyClaim } from './idempotency-keys.ts';
import { claimIdempotencyKey } from './idempotency-keys.ts';
import type { InputUpload } from './input-image.ts';
import { keepInputImage } from './input-image.ts';
import type { Wanted } from './list-tokens.ts';
import { openSalts, tokensOf } from './list-tokens.ts';
import type { ListEntry } from './lists.ts';
import { openLists } from './lists.ts';
import { adoptOldEntries, openOldIndex } from './old-index.ts';
import type { ScanBatch, ScanQuery } from './scan.ts';
import { scan } from './scan.ts';
import { probeFor } from './signatures.ts';
import { tombstoneDocument } from './tombstones.ts';
import { videoRecordDocument } from './video-record.ts';
import { openWhere, whereDocument } from './where.ts';

/** What has happened to videos, kept in the object store beside their media. */
export interface VideoRecords {
  /**
   * Create-only record, after the image that was uploaded for it. Answers the record that stands,
   * `fresh` when it is this one. Null: the video was deleted meanwhile, and nothing of it is left.
   */
  create(
    record: VideoRecord,
    upload?: InputUpload | null,
  ): Promise<{ record: VideoRecord; fresh: boolean } | null>;
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
  /** See {@link eraseObjects}. */
  erase(tenant: string, id: VideoId): Promise<number>;
  /** Newest first, by names alone: see {@link scan}. `wanted` is what a record will be asked for. */
  scan(
    tenant: string,
    query: Omit<ScanQuery, 'probes'> & { wanted?: Wanted },
  ): AsyncGenerator<ScanBatch>;
  /** Side by side. Null where the video is deleted, was never finished, or cannot be read. */
  readEach(tenant: string, ids: readonly VideoId[]): Promise<(VideoRecord | null)[]>;
  /** Mends what a crash left of a video that has no record, or whose end is not in its list yet. */
  settle(tenant: string, entry: ListEntry): Promise<void>;
  /** See {@link adoptOldEntries}. */
  adoptOld(tenant: string, goOn: () => boolean): Promise<number>;
  /** See {@link claimIdempotencyKey}. */
  claimIdempotencyKey(tenant: string, digest: string, wanted: KeyClaim): Promise<KeyClaim>;
}

/** Writers of one record are few (its run, the sweep, a reader that heals): more conflicts are a fault. */
const UPDATE_ATTEMPTS = 20;
/** A listing reads its records side by side, but not so many that other requests wait. */
const READ_AT_ONCE = 16;

export function openVideoRecords(deps: { store: ObjectStore; tenants: string[] }): VideoRecords {
  const { store } = deps;
  const saltOf = openSalts(store);
  const lists = openLists(store, saltOf);
  const hasOld = openOldIndex(store);
  const where = openWhere({ ...deps, hasOld });
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

    async create(record, upload = null) {
      const { tenant, id } = record;
      const ref = { tenant, video: id };
      await lists.open(record);
      if (upload !== null) await keepInputImage(store, ref, upload);
      const fresh = (await videoRecordDocument.create(store, ref, record)) !== null;
      const standing = fresh ? record : (await recordOf(tenant, id))?.value;
      if (standing !== undefined && !(await isBuried(tenant, id))) {
        await Promise.all([
          lists.show(standing),
          whereDocument.create(store, { video: id }, { tenant }),
          lists.ended(standing),
        ]);
        if (!(await isBuried(tenant, id))) return { record: standing, fresh };
      }
      await lists.remove(record);
      await eraseObjects({ store, lists }, ref);
      return null;
    },

    async find(id) {
      for (const tenant of await where.of(id)) {
        const record = await read(tenant, id);
        if (record === null) continue;
        where.remember(id, tenant);
        return record;
      }
      return null;
    },

    async close(tenant, id, snapshot) {
      const { status } = snapshot;
      if (!isTerminal(status)) throw new TypeError(`${status} closes no record.`);
      const before = await read(tenant, id);
      if (before === null) return null;
      const isFirst = !isTerminal(before.snapshot.status);
      if (isFirst) await lists.ending(before, status);
      const standing = await update(tenant, id, (record) =>
        isTerminal(record.snapshot.status) ? null : { ...record, snapshot },
      );
      if (standing !== null) await lists.ended(standing, isFirst ? status : undefined);
      // It was deleted meanwhile, perhaps with all of its entries.
      else await lists.remove(before);
      return standing?.snapshot ?? null;
    },

    async bury(tenant, id) {
      // An id that never was gets no tombstone: anyone may ask to delete anything.
      if ((await recordOf(tenant, id)) === null) return null;
      const tombstone = { id, buried_at: new Date().toISOString() };
      await tombstoneDocument.create(store, { tenant, video: id }, tombstone);
      return (await recordOf(tenant, id))?.value ?? null;
    },

    erase: (tenant, video) => eraseObjects({ store, lists }, { tenant, video }),

    async *scan(tenant, { wanted = {}, ...query }) {
      const tokens = [...tokensOf(wanted)];
      const salt = tokens.length === 0 ? null : await saltOf(tenant);
      const probes = salt === null ? [] : tokens.map((token) => probeFor(salt, token));
      yield* scan(store, tenant, { ...query, probes, old: await hasOld(tenant) });
    },

    async readEach(tenant, ids) {
      const records: (VideoRecord | null)[] = [];
      for (let at = 0; at < ids.length; at += READ_AT_ONCE) {
        const some = ids.slice(at, at + READ_AT_ONCE);
        records.push(...(await Promise.all(some.map((id) => readable(read(tenant, id))))));
      }
      return records;
    },

    async settle(tenant, entry) {
      const { id } = entry;
      if (await isBuried(tenant, id)) {
        if ((await recordOf(tenant, id)) === null) await lists.drop(tenant, entry);
        return;
      }
      const record = (await recordOf(tenant, id))?.value ?? null;
      if (record === null) await eraseObjects({ store, lists }, { tenant, video: id });
      else await Promise.all([lists.show(record), lists.ended(record)]);
      if (record === null || isTerminal(record.snapshot.status)) await lists.drop(tenant, entry);
    },

    adoptOld: (tenant, goOn) =>
      adoptOldEntries(
        { store, lists },
        tenant,
        async ({ id }) => {
          try {
            const record = (await recordOf(tenant, id))?.value ?? null;
            // Whoever erases it takes its old entry too.
            return record !== null && (await isBuried(tenant, id)) ? 'left' : record;
          } catch (error) {
            if (error instanceof DocumentError) return 'left';
            throw error;
          }
        },
        goOn,
      ),

    claimIdempotencyKey: (tenant, digest, wanted) =>
      claimIdempotencyKey(store, { tenant, digest }, wanted, (id) => isBuried(tenant, id)),
  };
}

function reopens(before: VideoRecord, after: VideoRecord): boolean {
  return isTerminal(before.snapshot.status) && after.snapshot.status !== before.snapshot.status;
}
