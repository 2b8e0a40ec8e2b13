import type { Video } from '../../client/resources.ts';
import { DecisionLine } from './decision-line.tsx';
import { StageRail } from './stage-rail.tsx';
import { TakeGrid } from './take-grid.tsx';

/** A run at work: where it is, and what each take has come to. */
export function Making({ video }: { video: Video }) {
  return (
    <div class="making">
      <StageRail video={video} />
      <DecisionLine video={video} />
      <h2 class="section-title">Takes</h2>
      <TakeGrid video={video} play="alone" />
    </div>
  );
}
