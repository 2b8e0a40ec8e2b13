import type { AcceptedPurchase } from '../../domain/purchases/purchase.ts';
import type { TakeRef } from '../../domain/refs.ts';
import { openPurchaseBook } from '../../records/purchases.ts';
import type { Stored } from '../../records/purchases.ts';
import { noteSettled } from '../../records/settled-purchases.ts';
import type { SettledPurchase } from '../../records/settled-purchases.ts';
import type { Work } from '../kit/attempt.ts';
import type { BuyingDeps, StorageDeps } from '../kit/deps.ts';
import type { Buyer } from './buyer.ts';
import { buyerOf, orderOf } from './buyer.ts';
import { generatorFor, operationOf } from './generator-for.ts';
import { lookUpPurchase } from './look-up.ts';

/** A generator that does not answer within this is asked again by the next attempt. */
const ANSWER_TIMEOUT_MS = 15_000;

type Deps = StorageDeps & BuyingDeps;
type ModelTake = TakeRef & { model: string };
type Ended = Pick<SettledPurchase, 'outcome' | 'jobId'>;

/**
 * Ends what a take has bought and nobody waits for any more, so that it stops costing. That goes for a
 * deleted video too: its tombstone forbids buying, not settling, and a receipt is what stays of it.
 */
export async function settlePurchase(deps: Deps, take: ModelTake, work: Work): Promise<void> {
  const found = await openPurchaseBook(deps.store).find(take);
  if (found === null) return;
  const buyer = await buyerOf(deps, take);
  const ended = await endJob(deps, take, found, buyer, work);
  if (!buyer.isBuried) return;
  const { reference, attemptedAt } = found.purchase;
  const settledAt = new Date().toISOString();
  await noteSettled(deps.store, { reference, attemptedAt, model: take.model, settledAt, ...ended });
}

async function endJob(
  deps: Deps,
  take: ModelTake,
  { purchase, generation }: Stored,
  buyer: Buyer,
  work: Work,
): Promise<Ended> {
  switch (purchase.status) {
    case 'refused':
      return { outcome: 'nothing', jobId: null };
    case 'accepted':
      return cancelJob(deps, take, purchase, work);
    case 'attempting': {
      const order = purchase.order ?? (buyer.record && orderOf(buyer.record, take, take.model));
      if (order === null) return { outcome: 'unknown', jobId: null };
      const generator = generatorFor(deps, take.model);
      const book = openPurchaseBook(deps.store);
      const buying = { take, order, record: buyer.record, generator, book };
      const signal = work.within(ANSWER_TIMEOUT_MS);
      const answer = await lookUpPurchase(deps, buying, { purchase, generation }, signal);
      if (answer.status !== 'found') return { outcome: 'unknown', jobId: null };
      return cancelJob(deps, take, answer.purchase, work);
    }
    default:
      return purchase satisfies never;
  }
}

async function cancelJob(
  deps: Deps,
  take: ModelTake,
  purchase: AcceptedPurchase,
  work: Work,
): Promise<Ended> {
  const { jobId } = purchase;
  if (purchase.cancelledAt !== null) return { outcome: 'cancelled', jobId };
  const generator = generatorFor(deps, take.model);
  if (generator.cancel === undefined) return { outcome: 'left', jobId };
  await generator.cancel(operationOf(purchase), { signal: work.within(ANSWER_TIMEOUT_MS) });
  await openPurchaseBook(deps.store).cancelled(take, new Date().toISOString());
  return { outcome: 'cancelled', jobId };
}
