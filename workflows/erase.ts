import { sleep } from '@temporalio/workflow';
import type { VideoRef } from '../domain/refs.ts';
import { activities } from './run/activity-options.ts';

/** Past the longest heartbeat timeout, so that an attempt the server had given up on has stopped writing. */
const LATE_WRITERS = '90s';
/** Long enough for any outage of storage; then an operator sees a failed run and starts it again. */
const PATIENCE = '30d';

/**
 * Deletes a video whose tombstone stands: ends its run, deletes everything, and once more after the
 * last writer must have noticed. Returns how many objects went.
 */
export async function eraseWorkflow(input: VideoRef): Promise<number> {
  const erase = (summary: string): Promise<number> =>
    activities.eraseVideo.executeWithOptions({ scheduleToCloseTimeout: PATIENCE, summary }, [
      input,
    ]);
  const erased = await erase('end the run, delete everything');
  await sleep(LATE_WRITERS, { summary: 'late writers' });
  return erased + (await erase('delete what came late'));
}
