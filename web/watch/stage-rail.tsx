import type { Video } from '../../client/resources.ts';
import { STAGES } from '../../domain/video/stages.ts';
import { useAnnouncement } from '../shared/announce.ts';
import { STAGE_LABELS, describe } from './stage-words.ts';

/** Where a run is: a bar over the whole run and its six stages. */
export function StageRail({ video }: { video: Video }) {
  const now = describe(video);
  const current = video.stage === null ? -1 : STAGES.indexOf(video.stage);
  const percent = Math.round(video.progress * 100);
  useAnnouncement(now);
  return (
    <section class="rail card" aria-label="Stages">
      <div class="rail-head">
        <p class="rail-now">{now}</p>
        <span class="rail-percent">{`${percent}%`}</span>
      </div>
      <div
        class="meter"
        role="progressbar"
        aria-label="Progress"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={`${percent}%, ${now}`}
      >
        <span class="meter-fill" style={{ '--share': `${video.progress}` }} />
      </div>
      <ol class="steps">
        {STAGES.map((stage, index) => (
          <li
            key={stage}
            class="step"
            data-state={index < current ? 'done' : index === current ? 'current' : 'ahead'}
            aria-current={index === current ? 'step' : undefined}
          >
            <span class="step-dot" />
            {STAGE_LABELS[stage]}
          </li>
        ))}
      </ol>
    </section>
  );
}
