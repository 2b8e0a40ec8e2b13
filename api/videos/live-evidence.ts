import { LRUCache } from 'lru-cache';
import { evidenceKey } from '../../domain/keys.ts';
import type { ObjectStore } from '../../providers/stores/store.ts';
import type { Evidence, ReadEvidence } from '../../records/evidence.ts';
import { evidenceOf } from '../../records/evidence.ts';

/** About 3 kB each. */
const KEPT = 2_000;

/** What judges measured of takes whose video is under way; read once, however often they are looked at. */
export function openLiveEvidence(store: ObjectStore): ReadEvidence {
  const known = new LRUCache<string, Evidence>({ max: KEPT });
  const read = evidenceOf(store);
  return async (take) => {
    const key = evidenceKey(take.tenant, take.video, take.take);
    const found = known.get(key) ?? (await read(take));
    if (found !== null) known.set(key, found);
    return found;
  };
}
