import * as z from 'zod';
import type { VideoId } from '../domain/ids.ts';
import { isVideoId } from '../domain/ids.ts';
import { idempotencyKey } from '../domain/keys.ts';
import type { ObjectStore } from '../providers/stores/store.ts';
import { documentKind } from './document.ts';

const KeyClaim = z.looseObject({
  id: z.string().refine(isVideoId),
  /** SHA-256 of the parsed body in hex: another body under the same key is the caller's mistake. */
  bodyHash: z.string(),
});

/** What an Idempotency-Key stands for. */
export interface KeyClaim {
  id: VideoId;
  bodyHash: string;
}

/** `digest` is the SHA-256 of the Idempotency-Key in hex. */
interface KeyRef {
  tenant: string;
  digest: string;
}

export const keyClaimDocument = documentKind<KeyRef, KeyClaim>({
  name: 'Idempotency-Key',
  key: ({ tenant, digest }) => idempotencyKey(tenant, digest),
  version: 1,
  schema: KeyClaim,
});

/** Who loses this often against others is not racing but broken. */
const ATTEMPTS = 50;

/**
 * The claim that stands: `wanted`, or an earlier one. A claim on a deleted video is free again and is
 * replaced under its generation, so that of many repeats at once still only one wins.
 */
export async function claimIdempotencyKey(
  store: ObjectStore,
  at: KeyRef,
  wanted: KeyClaim,
  isBuried: (id: VideoId) => Promise<boolean>,
): Promise<KeyClaim> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (await keyClaimDocument.create(store, at, wanted)) return wanted;
    const found = await keyClaimDocument.read(store, at);
    if (found === null) continue;
    const { id, bodyHash } = found.value;
    if (!(await isBuried(id))) return { id, bodyHash };
    if (await keyClaimDocument.replace(store, at, wanted, found)) return wanted;
  }
  throw new Error('An Idempotency-Key changed hands too often to be claimed.');
}

/** Frees the key if it still stands for `id`; a later video's claim stays. */
export async function releaseKey(store: ObjectStore, at: KeyRef, id: VideoId): Promise<boolean> {
  const found = await keyClaimDocument.read(store, at);
  return found !== null && found.value.id === id && keyClaimDocument.remove(store, at, found);
}
