import type { VideoId } from '../domain/ids.ts';
import { idempotencyKey } from '../domain/keys.ts';
import { readJson, writeJson } from './json-object.ts';
import type { StoredJson } from './json-object.ts';
import type { ObjectStore } from '../providers/stores/store.ts';

/** What an Idempotency-Key stands for. */
export interface KeyClaim {
  id: VideoId;
  /** SHA-256 of the parsed body in hex: another body under the same key is the caller's mistake. */
  bodyHash: string;
}

/** Who lost this often against others is not racing but broken. */
const ATTEMPTS = 50;

/**
 * The claim that stands: `wanted`, or an earlier one. A claim on a deleted video is free again and is
 * replaced under its generation, so that of many repeats at once still only one wins.
 */
export async function claimKey(
  store: ObjectStore,
  at: { tenant: string; digest: string },
  wanted: KeyClaim,
  isBuried: (id: VideoId) => Promise<boolean>,
): Promise<KeyClaim> {
  const key = idempotencyKey(at.tenant, at.digest);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (await writeJson(store, key, wanted, 'absent')) return wanted;
    const found = await readJson(store, key);
    if (found === null) continue;
    const standing = claimOf(found);
    if (!(await isBuried(standing.id))) return standing;
    if (await writeJson(store, key, wanted, { generation: found.generation })) return wanted;
  }
  throw new Error('An Idempotency-Key changed hands too often to be claimed.');
}

/** Frees the key if it still stands for `id`; a later video's claim stays. */
export async function releaseKey(
  store: ObjectStore,
  at: { tenant: string; digest: string },
  id: VideoId,
): Promise<boolean> {
  const key = idempotencyKey(at.tenant, at.digest);
  const found = await readJson(store, key);
  if (found === null || claimOf(found).id !== id) return false;
  return store.delete(key, { ifGeneration: found.generation });
}

function claimOf({ value }: StoredJson): KeyClaim {
  const { id, bodyHash } = value as Partial<KeyClaim>;
  if (typeof id !== 'string' || typeof bodyHash !== 'string') {
    throw new TypeError('A stored Idempotency-Key does not name a video.');
  }
  return { id, bodyHash };
}
