import { ApplicationFailure } from '@temporalio/activity';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IoActivities } from '../contract.ts';
import type { VideoRef } from '../../domain/refs.ts';
import { withHeartbeat } from '../kit/heartbeat.ts';
import type { IoDeps } from '../kit/deps.ts';
import { keysBelow } from '../../records/prefixes.ts';
import { openClaims } from '../../records/claims.ts';
import { openPurchaseBook } from '../../records/purchases.ts';
import { purchasedTake, videoPrefix } from '../../domain/keys.ts';
import { FAILURE_TYPES } from '../../domain/video/failure-types.ts';
import type { Purchase } from '../../domain/purchases/purchase.ts';
import { noteSettled } from '../../records/settled-purchases.ts';
import type { SettledPurchase } from '../../records/settled-purchases.ts';
import { StoreError } from '../../providers/stores/store.ts';
import { settlePurchase } from '../generate/settle-purchase.ts';
import type { Bounded, Work } from '../kit/attempt.ts';

/** A cancelled run needs its cleaning up; one that takes longer is ended without it. */
const CANCEL_PATIENCE_MS = 3 * 60_000;
const LOOK_MS = 500;

/** Ends the run of a deleted video, then deletes everything but its tombstone. */
export function createEraseVideo(deps: IoDeps): Bounded<IoActivities>['eraseVideo'] {
  return (input) => {
    const live = { stage: 'publish', take: null, fraction: 0 } as const;
    return withHeartbeat({ live, otherwise: 'storage_failed', log: deps.log }, async (work) => {
      await endRun(deps, input, work.signal);
      await settlePurchases(deps, input, work);
      return deps.records.erase(input.tenant, input.video);
    });
  };
}

async function endRun({ runs }: IoDeps, { video }: VideoRef, signal: AbortSignal): Promise<void> {
  if ((await runs.state(video)) !== 'open') return;
  await runs.cancel(video);
  const patience = Date.now() + CANCEL_PATIENCE_MS;
  while (Date.now() < patience) {
    if ((await runs.state(video)) !== 'open') return;
    await sleep(LOOK_MS, undefined, { signal });
  }
  await runs.terminate(video, 'The video was deleted and its run did not end.');
}

/**
 * What was bought and is not settled yet: a run that was terminated, or had ended before its create was
 * answered, has cancelled nothing. A generator that does not answer holds up no erasing.
 */
async function settlePurchases(deps: IoDeps, video: VideoRef, work: Work): Promise<void> {
  const claims = openClaims(deps.store);
  const book = openPurchaseBook(deps.store);
  const plan = (await deps.records.bury(video.tenant, video.video))?.request.plan;
  for await (const key of keysBelow(deps.store, videoPrefix(video.tenant, video.video))) {
    const take = purchasedTake(key);
    if (take === null) continue;
    const ref = { ...video, take };
    const model = (await book.find(ref))?.purchase.order?.model ?? plan?.model ?? 'unknown';
    try {
      await settlePurchase(deps, { ...ref, model }, work);
    } catch (error) {
      if (error instanceof StoreError || isToBeLookedUpAgain(error)) throw error;
      deps.log.warn({ err: error, video: video.video, take }, 'a purchase was left unsettled');
    }
    const purchase = (await book.find(ref))?.purchase;
    // Of what could not be settled; where it was, its own receipt stands.
    if (purchase !== undefined) await noteSettled(deps.store, unsettled(purchase, model));
    // Its id is in the purchase, so before that is deleted.
    if (purchase?.status === 'accepted') await claims.release(purchase);
  }
}

/** A look that found nothing yet: bounded by its own count. */
function isToBeLookedUpAgain(error: unknown): boolean {
  return error instanceof ApplicationFailure && error.type === FAILURE_TYPES.outcomeUnconfirmed;
}

function unsettled(purchase: Purchase, model: string): SettledPurchase {
  const { reference, attemptedAt } = purchase;
  const jobId = purchase.status === 'accepted' ? purchase.jobId : null;
  const settledAt = new Date().toISOString();
  return { reference, attemptedAt, model, outcome: 'unknown', jobId, settledAt };
}
