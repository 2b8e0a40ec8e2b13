import type { Master } from '../../activities/contract.ts';
import { activities } from '../run/activity-options.ts';
import type { Run } from '../run/run.ts';
import type { ScoredTake } from './score.ts';

/** Makes the winner the master: the one source of everything that will be published. */
export async function ingest(run: Run, winner: ScoredTake): Promise<Master> {
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
  const { index: take, key, container, stored, media } = winner;
  return activities.ingestMaster.executeWithOptions(
    { scheduleToCloseTimeout: run.within(), summary: `take ${take + 1} becomes the master` },
    [{ tenant, video, take, key, container, stored, media }],
  );
}
