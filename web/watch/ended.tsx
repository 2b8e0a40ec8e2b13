import type { Video } from '../../client/resources.ts';
import { useAnnouncement } from '../shared/announce.ts';
import { words } from '../shared/format.ts';
import { TakeGrid } from './take-grid.tsx';

const HEADINGS: Partial<Record<Video['status'], string>> = {
  failed: 'This video could not be made',
  rejected: 'This video was rejected',
  cancelled: 'This video was cancelled',
};

/** A run that ended otherwise than published: what happened, under which code, and its takes. */
export function Ended({ video }: { video: Video }) {
  const heading = HEADINGS[video.status] ?? 'This video has ended';
  const reason = video.failure?.message ?? 'It was stopped before it was finished.';
  useAnnouncement(`${heading}. ${reason}`);
  return (
    <div class="ended">
      <section class="card outcome" data-status={video.status}>
        <h2>{heading}</h2>
        <p class="outcome-reason">{reason}</p>
        {video.failure !== null && <FailureLine failure={video.failure} />}
      </section>
      {video.candidates.length > 0 && <h2 class="section-title">Takes</h2>}
      <TakeGrid video={video} play="alone" />
    </div>
  );
}

function FailureLine({ failure }: { failure: NonNullable<Video['failure']> }) {
  const stage = failure.stage === null ? '' : ` in the stage ${words(failure.stage).toLowerCase()}`;
  return (
    <p class="muted">
      <code>{failure.code}</code>
      {`${stage}${failure.retryable ? ' · asking again may help' : ''}`}
    </p>
  );
}
