import type { Video } from '../../client/resources.ts';
import type { Stage } from '../../domain/video/stages.ts';
import { STAGES } from '../../domain/video/stages.ts';

export type StageProgress = Record<Stage, number>;

export const NOTHING_DONE: StageProgress = filled(0);

/**
 * How far each stage is (0..1): a stage before the current one is done, one after it has not begun.
 * What ended unpublished stays at what was done `before`.
 */
export function stageProgress(
  { stage, status, stage_progress: fraction }: Pick<Video, 'stage' | 'status' | 'stage_progress'>,
  before: StageProgress,
): StageProgress {
  if (stage === null) return status === 'published' ? filled(1) : before;
  const current = STAGES.indexOf(stage);
  const shown = filled(0);
  for (const [at, each] of STAGES.entries()) {
    shown[each] = at < current ? 1 : at === current ? (fraction ?? 0) : 0;
  }
  return shown;
}

function filled(fraction: number): StageProgress {
  return {
    generate: fraction,
    score: fraction,
    pick: fraction,
    ingest: fraction,
    transcode: fraction,
    publish: fraction,
  };
}
