import type { Stage } from '../../domain/video/stages.ts';
import { STAGES, progressAt } from '../../domain/video/stages.ts';

/**
 * How far each stage is (0..1), from the progress of the whole run, which is all that the API says.
 * A stage before the current one is done, one after it has not begun.
 */
export function stageProgress(current: Stage | null, progress: number): Record<Stage, number> {
  const at = current === null ? -1 : STAGES.indexOf(current);
  const fraction = (stage: Stage, index: number): number => {
    if (current === null) return progress >= progressAt(stage, 1) ? 1 : 0;
    if (index !== at) return index < at ? 1 : 0;
    const begin = progressAt(stage, 0);
    const within = (progress - begin) / (progressAt(stage, 1) - begin);
    return Math.min(1, Math.max(0, within));
  };
  const entries = STAGES.map((stage, index) => [stage, fraction(stage, index)] as const);
  return Object.fromEntries(entries) as Record<Stage, number>;
}
