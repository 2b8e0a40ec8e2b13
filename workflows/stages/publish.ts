import type { UploadedTree } from '../../activities/contract.ts';
import type { VideoSnapshot } from '../../domain/video/snapshot.ts';
import { activities } from '../run/activity-options.ts';
import { runFailure } from '../run/failures.ts';
import type { Run } from '../run/run.ts';

/** Makes the tree visible by one last write and closes the record. */
export async function publish(run: Run, ladder: UploadedTree): Promise<VideoSnapshot> {
  run.enter('publish');
  const { tenant, id: video } = run.input;
  const media = { ...ladder.media, version: ladder.version, renditions: ladder.renditions };
  const standing = await activities.publishVideo.executeWithOptions(
    { scheduleToCloseTimeout: run.within(), summary: `make version ${ladder.version} visible` },
    [{ tenant, video, snapshot: run.progress.asPublished(media) }],
  );
  // Another end was recorded first (a sweep that took this run for lost): that one stands.
  if (standing.status !== 'published') {
    const { failure } = standing;
    throw runFailure(failure?.code ?? 'internal', failure?.message ?? 'Another end stands.');
  }
  run.progress.change(standing);
  run.progress.end(standing.status);
  return standing;
}
