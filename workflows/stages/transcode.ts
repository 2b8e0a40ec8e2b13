import type { UploadedTree, Master } from '../../activities/contract.ts';
import { activities } from '../run/activity-options.ts';
import type { Run } from '../run/run.ts';

/** Encodes the ladder and uploads it, verified, as a tree that nobody sees yet. */
export async function transcode(run: Run, master: Master): Promise<UploadedTree> {
  run.enter('transcode');
  const { tenant, id: video, plan } = run.input;
  const { width, height } = master.media;
  return activities.transcodeLadder.executeWithOptions(
    { scheduleToCloseTimeout: run.within(), summary: `HLS ladder from ${width}x${height}` },
    [{ tenant, video, master, ladder: plan.ladder }],
  );
}
