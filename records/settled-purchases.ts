import { createHash } from 'node:crypto';
import * as z from 'zod';
import { settledKey } from '../domain/keys.ts';
import type { ObjectStore } from '../providers/stores/store.ts';
import { documentKind } from './document.ts';

const SettledPurchase = z.looseObject({
  reference: z.string(),
  attemptedAt: z.string(),
  model: z.string(),
  /**
   * `cancelled`: the job was ended, or was over; `left`: it runs on, since its generator ends none;
   * `nothing`: it was refused, so nothing was bought; `unknown`: a job may exist that was
   * not found, or be at work that could not be ended.
   */
  outcome: z.enum(['cancelled', 'left', 'nothing', 'unknown']),
  jobId: z.string().nullable(),
  settledAt: z.string(),
});

/**
 * The receipt of a purchase whose video was deleted: no word of the request in it, and nothing of the
 * tenant's.
 */
export type SettledPurchase = z.infer<typeof SettledPurchase>;

export const settledDocument = documentKind<{ reference: string }, SettledPurchase>({
  name: 'settled purchase',
  key: ({ reference }) => settledKey(createHash('sha256').update(reference).digest('hex')),
  version: 1,
  schema: SettledPurchase,
});

/** The first receipt stands. Repeatable. */
export async function noteSettled(store: ObjectStore, receipt: SettledPurchase): Promise<void> {
  await settledDocument.create(store, receipt, receipt);
}
