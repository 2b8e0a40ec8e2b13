import { createHash } from 'node:crypto';
import { claimKey, purchaseKey } from '../domain/keys.ts';
import { readJson, writeJson } from './json-object.ts';
import type { ObjectStore } from '../providers/stores/store.ts';
import { StoreError } from '../providers/stores/store.ts';
import type { TakeRef } from '../domain/refs.ts';

/**
 * What became of one purchase: written before anything is sent, so that an attempt that finds
 * `attempting` knows that a job may exist, whatever happened to the process that wrote it.
 */
export type Purchase =
  | { status: 'attempting'; reference: string; attemptedAt: string; lookups: number }
  | { status: 'refused'; reference: string; attemptedAt: string }
  | AcceptedPurchase;

export interface AcceptedPurchase {
  status: 'accepted';
  reference: string;
  attemptedAt: string;
  /** Its name in the configuration; job ids are unique within it. */
  server: string;
  operation: unknown;
  jobId: string;
}

export interface FoundPurchase {
  purchase: Purchase;
  generation: string;
}

export async function readPurchase(
  store: ObjectStore,
  take: TakeRef,
): Promise<FoundPurchase | null> {
  const found = await readJson(store, keyOf(take));
  return found === null
    ? null
    : { purchase: found.value as Purchase, generation: found.generation };
}

/** The purchase as it now stands; null when another attempt wrote meanwhile. */
export async function writePurchase(
  store: ObjectStore,
  take: TakeRef,
  purchase: Purchase,
  replaces: FoundPurchase | null,
): Promise<FoundPurchase | null> {
  try {
    const { generation } = await store.put(keyOf(take), Buffer.from(JSON.stringify(purchase)), {
      contentType: 'application/json',
      if: replaces === null ? 'absent' : { generation: replaces.generation },
    });
    return { purchase, generation };
  } catch (error) {
    if (error instanceof StoreError && error.code === 'precondition_failed') return null;
    throw error;
  }
}

/** Which purchase a generator's job belongs to, so that two videos that look the same never share one. */
export interface Claims {
  /** True when the job is this purchase's own; false when another one has it. Repeatable. */
  claim(server: string, jobId: string, reference: string): Promise<boolean>;
  /** True when another purchase has it. */
  isTaken(server: string, jobId: string, reference: string): Promise<boolean>;
  release({ server, jobId }: AcceptedPurchase): Promise<void>;
}

const claimOf = (server: string, jobId: string): string =>
  claimKey(createHash('sha256').update(`${server}\n${jobId}`).digest('hex'));

export function openClaims(store: ObjectStore): Claims {
  const holder = async (server: string, jobId: string): Promise<string | null> => {
    const found = await readJson(store, claimOf(server, jobId));
    return found === null ? null : (found.value as { reference: string }).reference;
  };
  return {
    claim: async (server, jobId, reference) =>
      (await writeJson(store, claimOf(server, jobId), { reference }, 'absent')) ||
      (await holder(server, jobId)) === reference,
    async isTaken(server, jobId, reference) {
      const by = await holder(server, jobId);
      return by !== null && by !== reference;
    },
    release: async ({ server, jobId }) => void (await store.delete(claimOf(server, jobId))),
  };
}

export const isPurchase = (key: string): boolean => key.endsWith('/purchase.json');

function keyOf({ tenant, video, take }: TakeRef): string {
  return purchaseKey(tenant, video, take);
}
