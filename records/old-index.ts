import { oldIndexKey } from '../domain/keys.ts';
import type { VideoRecord } from '../domain/video/record.ts';
import { isTerminal } from '../domain/video/status.ts';
import type { ObjectStore } from '../providers/stores/store.ts';
import type { ListEntry, Lists } from './lists.ts';
import { hasOldEntries, listedByOld } from './scan.ts';
import { whereDocument } from './where.ts';

/** Only a release before the lists writes old entries, and beside this one only while it is replaced. */
const LOOK_EVERY_MS = 60_000;

/** Whether old entries are left, asked at most once a minute where there were none. */
export function openOldIndex(store: ObjectStore): (tenant: string) => Promise<boolean> {
  const noneUntil = new Map<string, number>();
  return async (tenant) => {
    if ((noneUntil.get(tenant) ?? 0) > Date.now()) return false;
    const left = await hasOldEntries(store, tenant);
    if (!left) noneUntil.set(tenant, Date.now() + LOOK_EVERY_MS);
    return left;
  };
}

/**
 * Moves entries of earlier releases into the lists, until all are moved or `goOn` says no. Answers how
 * many went. `left`: it stays where it is, as what cannot be read.
 */
export async function adoptOldEntries(
  deps: { store: ObjectStore; lists: Lists },
  tenant: string,
  read: (entry: ListEntry) => Promise<VideoRecord | 'left' | null>,
  goOn: () => boolean,
): Promise<number> {
  let adopted = 0;
  for await (const entries of listedByOld(deps.store, tenant)) {
    for (const entry of entries) {
      if (!goOn()) return adopted;
      const record = await read(entry);
      if (record === 'left') continue;
      if (record !== null) await enlist(deps, record);
      await deps.store.delete(oldIndexKey(tenant, entry.place));
      adopted += 1;
    }
  }
  return adopted;
}

async function enlist(
  { store, lists }: { store: ObjectStore; lists: Lists },
  record: VideoRecord,
): Promise<void> {
  const { tenant, id: video } = record;
  // The lists first: it may end at this moment, and whoever ends it takes it from `open`.
  if (!isTerminal(record.snapshot.status)) await lists.open(record);
  await lists.ended(record);
  await lists.show(record);
  await whereDocument.create(store, { video }, { tenant });
}
