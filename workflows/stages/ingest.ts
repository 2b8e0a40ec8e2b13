import type { Master } from '../../activities/contract.ts';
import { activities } from '../run/activity-options.ts';
import type { Run } from '../run/run.ts';
import type { StoredTake } from './generate.ts';

/** Makes the winner the master: the one source of everything that will be published. */
export async function ingest(run: Run, winner: StoredTake): Promise<Master> {
  run.enter('ingest');
  const { tenant, id: video } = run.input;
  run.compensations.add({
    name: 'unpublished',
    on: ['failed', 'rejected'],
    undo: (withinMs) =>
      activities.discardStaging.executeWithOptions(
        { scheduleToCloseTimeout: withinMs, summary: 'discard master and unpublished trees' },
        [{ tenant, video, takes: false }],
      ),
  });
  const { index: take, key, container, stored } = winner;
  const media = run.progress.snapshot.candidates[take]?.media ?? null;
  return activities.ingestMaster.executeWithOptions(
    { scheduleToCloseTimeout: run.within(), summary: `take ${take + 1} becomes the master` },
    [{ tenant, video, take, key, container, stored, media }],
  );
}
