import * as z from 'zod';
import { purchaseKey } from '../domain/keys.ts';
import type {
  AcceptedPurchase,
  AttemptingPurchase,
  BoughtJob,
  Intent,
  Purchase,
} from '../domain/purchases/purchase.ts';
import { accept, begin, cancelled, lookedUp, refuse } from '../domain/purchases/purchase.ts';
import type { TakeRef } from '../domain/refs.ts';
import type { ObjectStore } from '../providers/stores/store.ts';
import { openClaims } from './claims.ts';
import { documentKind } from './document.ts';

const Order = z.looseObject({
  model: z.string(),
  seed: z.number(),
  width: z.number(),
  height: z.number(),
  duration: z.number(),
  frameRate: z.number(),
  audio: z.boolean(),
});
const common = { reference: z.string(), attemptedAt: z.string(), order: Order.nullable() };

export const purchaseDocument = documentKind<TakeRef, Purchase>({
  name: 'purchase',
  key: ({ tenant, video, take }) => purchaseKey(tenant, video, take),
  version: 1,
  schema: z.discriminatedUnion('status', [
    z.looseObject({ ...common, status: z.literal('attempting'), lookups: z.number() }),
    z.looseObject({ ...common, status: z.literal('refused') }),
    z.looseObject({
      ...common,
      status: z.literal('accepted'),
      server: z.string(),
      operation: z.unknown(),
      jobId: z.string(),
      cancelledAt: z.string().nullable(),
    }),
  ]),
  // Before there were versions it was not written down what was ordered, nor what became of the job.
  upgrade: (old) => ({ order: null, cancelledAt: null, ...old }),
});

/** A purchase as it stood when it was read or written, and the generation to quote when replacing it. */
export interface Stored<P extends Purchase = Purchase> {
  purchase: P;
  generation: string;
}

/**
 * The memory of what was bought: one document per take, written before anything is sent. Every change is
 * made over the generation that was read, so of attempts that overlap only one goes on.
 */
export interface PurchaseBook {
  find(take: TakeRef): Promise<Stored | null>;
  /** The intent of a create that is about to leave. Null: another attempt wrote meanwhile, send nothing. */
  begin(
    take: TakeRef,
    intent: Intent,
    over: Stored | null,
  ): Promise<Stored<AttemptingPurchase> | null>;
  /**
   * The job that was bought, whatever attempts that overlap have written meanwhile; the first one stands.
   * Null: the job belongs to another take.
   */
  accept(
    take: TakeRef,
    intent: Intent,
    job: BoughtJob & { server: string },
  ): Promise<AcceptedPurchase | null>;
  /** A definite no to the create of this intent. */
  refuse(take: TakeRef, stored: Stored<AttemptingPurchase>): Promise<void>;
  /** A look that found nothing is counted. */
  lookedUp(take: TakeRef, stored: Stored<AttemptingPurchase>): Promise<void>;
  /** The job was ended because nobody waits for it. */
  cancelled(take: TakeRef, at: string): Promise<void>;
}

/** Attempts that overlap are two or three: more conflicts are a fault. */
const ATTEMPTS = 20;

export function openPurchaseBook(store: ObjectStore): PurchaseBook {
  const find = async (take: TakeRef): Promise<Stored | null> => {
    const found = await purchaseDocument.read(store, take);
    return found && { purchase: found.value, generation: found.generation };
  };
  const write = async <P extends Purchase>(take: TakeRef, purchase: P, over: Stored | null) => {
    const written =
      over === null
        ? await purchaseDocument.create(store, take, purchase)
        : await purchaseDocument.replace(store, take, purchase, over);
    return written && { purchase, generation: written.generation };
  };
  const change = async (
    take: TakeRef,
    to: (standing: Purchase | null) => Purchase | null,
  ): Promise<void> => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const found = await find(take);
      const next = to(found?.purchase ?? null);
      if (next === null || next === found?.purchase) return;
      if ((await write(take, next, found)) !== null) return;
    }
    throw new Error('A purchase changed too often to be written down.');
  };
  return {
    find,
    begin: (take, intent, over) => write(take, begin(over?.purchase ?? null, intent), over),
    async accept(take, intent, job) {
      const isOurs = await openClaims(store).claim(job.server, job.jobId, intent.reference);
      if (!isOurs) return null;
      let standing: AcceptedPurchase | null = null;
      await change(take, (found) => (standing = accept(found, intent, job)));
      return standing;
    },
    async refuse(take, stored) {
      const refused = refuse(stored.purchase);
      if (refused !== null) await write(take, refused, stored);
    },
    async lookedUp(take, stored) {
      await write(take, lookedUp(stored.purchase), stored);
    },
    cancelled: (take, at) =>
      change(take, (found) => (found?.status === 'accepted' ? cancelled(found, at) : null)),
  };
}

export const isPurchase = (key: string): boolean => key.endsWith('/purchase.json');
