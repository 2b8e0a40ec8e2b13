import { setTimeout as sleep } from 'node:timers/promises';
import type { IoActivities } from '../contract.ts';
import type { VideoRef } from '../../domain/refs.ts';
import { withHeartbeat } from '../kit/heartbeat.ts';
import type { IoDeps } from '../kit/deps.ts';
import { keysBelow } from '../../records/prefixes.ts';
import type { AcceptedPurchase, Purchase } from '../../records/purchases.ts';
import { isPurchase, openClaims } from '../../records/purchases.ts';
import { videoPrefix } from '../../domain/keys.ts';
import { readJson } from '../../records/json-object.ts';

/** A cancelled run needs its cleaning up; one that takes longer is ended without it. */
const CANCEL_PATIENCE_MS = 3 * 60_000;
const LOOK_MS = 500;

/** Ends the run of a deleted video, then deletes everything but its tombstone. */
export function createEraseVideo(deps: IoDeps): IoActivities['eraseVideo'] {
  return (input) => {
    const live = { stage: 'publish', take: null, fraction: 0 } as const;
    return withHeartbeat(
      { live, otherwise: 'storage_failed', log: deps.log },
      async ({ signal }) => {
        await endRun(deps, input, signal);
        await releaseClaims(deps, input);
        return deps.records.erase(input.tenant, input.video);
      },
    );
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

/** Their ids are in the purchases, so before those are deleted. */
async function releaseClaims({ store }: IoDeps, { tenant, video }: VideoRef): Promise<void> {
  const claims = openClaims(store);
  for await (const key of keysBelow(store, videoPrefix(tenant, video))) {
    const purchase = isPurchase(key) ? (await readJson(store, key))?.value : null;
    if ((purchase as Purchase | null)?.status === 'accepted') {
      await claims.release(purchase as AcceptedPurchase);
    }
  }
}
