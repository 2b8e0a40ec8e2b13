import type { Video } from '../../client/resources.ts';
import type { Stage } from '../../domain/video/stages.ts';

export const STAGE_LABELS: Record<Stage, string> = {
  generate: 'Generate',
  score: 'Score',
  pick: 'Pick',
  ingest: 'Ingest',
  transcode: 'Transcode',
  publish: 'Publish',
};

/** The present in one sentence. */
export function describe(video: Pick<Video, 'status' | 'stage' | 'candidates'>): string {
  if (video.status === 'awaiting_review') return 'Waiting for a reviewer';
  if (video.status === 'queued') return 'Queued: work starts as soon as a worker is free';
  const takes = video.candidates;
  const scored = takes.filter((take) => take.status === 'scored').length;
  const kept = scored + takes.filter((take) => take.status === 'stored').length;
  switch (video.stage) {
    case 'generate':
      return takes.length === 1
        ? 'Generating the take'
        : `Generating ${takes.length} takes, ${kept} ready`;
    case 'score':
      return `Scoring the takes, ${scored} of ${kept} done`;
    case 'pick':
      return 'Picking the best take';
    case 'ingest':
      return 'Making the picked take the master';
    case 'transcode':
      return 'Encoding every quality for streaming';
    case 'publish':
      return 'Publishing';
    case null:
      return 'Working';
    default:
      return video.stage satisfies never;
  }
}
