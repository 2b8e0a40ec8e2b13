import { ApplicationFailure } from '@temporalio/activity';
import { accountOf } from '../../domain/models/model-name.ts';
import type { BoughtJob, Order } from '../../domain/purchases/purchase.ts';
import { isLastLook, mayRepeat } from '../../domain/purchases/purchase.ts';
import type { AcceptedPurchase, AttemptingPurchase } from '../../domain/purchases/purchase.ts';
import { FAILURE_TYPES } from '../../domain/video/failure-types.ts';
import type { VideoRecord } from '../../domain/video/record.ts';
import type { Generator, PurchaseIntent } from '../../providers/generators/generator.ts';
import { openClaims } from '../../records/claims.ts';
import type { PurchaseBook, Stored } from '../../records/purchases.ts';
import type { SubmitJobInput } from '../contract.ts';
import type { StorageDeps } from '../kit/deps.ts';
import { retryDelay } from '../kit/retry-delay.ts';

const LOOKUP_DELAY_SECONDS = 3;

/** One take's purchase under way: whose, at which generator, and where it is written down. */
export interface Buying {
  take: Pick<SubmitJobInput, 'tenant' | 'video' | 'take'>;
  order: Order;
  /** Where the words are. Null once the last of a deleted video is gone. */
  record: VideoRecord | null;
  generator: Generator;
  book: PurchaseBook;
}

/** What a lookup says; `gone` with the reason why nobody can tell. */
export type LookedUp =
  | { status: 'found'; purchase: AcceptedPurchase }
  | { status: 'absent_safe_to_repeat' }
  | { status: 'unknown'; reason: string };

/**
 * Asks the generator for the job of a create whose answer was lost. A look that finds nothing is counted,
 * and fails with `OutcomeUnconfirmed` while there are more to come: a list shows a job a moment late.
 */
export async function lookUpPurchase(
  deps: StorageDeps,
  buying: Buying,
  stored: Stored<AttemptingPurchase>,
  signal: AbortSignal,
): Promise<LookedUp> {
  const { book, generator, take } = buying;
  const { purchase } = stored;
  if (generator.reconcile === undefined) {
    return { status: 'unknown', reason: 'The generator cannot be asked.' };
  }
  const intent = purchaseIntent(deps, buying, purchase);
  const answer = await generator.reconcile(intent, { signal });
  if (answer.status === 'found') {
    const ours = await book.accept(take, purchase, atServer(buying, answer));
    if (ours !== null) return { status: 'found', purchase: ours };
  }
  if (answer.status === 'absent_safe_to_repeat') {
    // Harmless, but not for ever: a server may refuse the key of a job that it has deleted.
    return mayRepeat(purchase)
      ? { status: 'absent_safe_to_repeat' }
      : { status: 'unknown', reason: 'it refuses to be asked again' };
  }
  if (isLastLook(purchase)) {
    const reason = answer.status === 'found' ? 'its job belongs to another take' : answer.reason;
    return { status: 'unknown', reason };
  }
  await book.lookedUp(take, stored);
  throw unconfirmed();
}

/** What is about to be bought, or was, without the image, which only a create needs. */
export function purchaseIntent(
  { store }: StorageDeps,
  { order, record }: Pick<Buying, 'order' | 'record'>,
  { reference, attemptedAt }: { reference: string; attemptedAt: string },
): PurchaseIntent {
  const { model, ...wanted } = order;
  const { prompt = '', negativePrompt = null } = record?.request ?? {};
  const words = { prompt, ...(negativePrompt === null ? {} : { negativePrompt }) };
  return {
    reference,
    attemptedAt: new Date(attemptedAt),
    request: { ...words, ...wanted },
    isClaimed: (jobId) => openClaims(store).isTaken(accountOf(model), jobId, reference),
  };
}

export function atServer({ order }: Buying, job: BoughtJob): BoughtJob & { server: string } {
  return { server: accountOf(order.model), jobId: job.jobId, operation: job.operation };
}

/** The next attempt looks, or looks again. */
export function unconfirmed(message?: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: FAILURE_TYPES.outcomeUnconfirmed,
    message: message ?? 'It may have been bought, and could not be confirmed yet.',
    nextRetryDelay: retryDelay(LOOKUP_DELAY_SECONDS),
  });
}
