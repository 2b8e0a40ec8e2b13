import { useSignal } from '@preact/signals';
import { useCallback, useState } from 'preact/hooks';
import type { Candidate, Video } from '../../client/resources.ts';
import { useAnnouncement } from '../shared/announce.ts';
import type { PageState } from '../watch/page-state.ts';
import { StageRail } from '../watch/stage-rail.tsx';
import { TakeGrid } from '../watch/take-grid.tsx';
import { DecideForm } from './decide-form.tsx';
import { openReview } from './review-state.ts';
import { Transport } from './transport.tsx';

/** The takes side by side and the three decisions. */
export function ReviewView({ page, video }: { page: PageState; video: Video }) {
  const [review] = useState(() => openReview(page));
  const { clips, onClip } = useClips();
  const choose = useCallback(
    (take: Candidate) => void review.decide({ decision: 'choose', candidate: take.id }),
    [review],
  );
  useAnnouncement('The takes are ready for your decision.');
  return (
    <div class="review">
      <DecideForm video={video} review={review} />
      <Transport clips={clips} />
      <TakeGrid
        video={video}
        play="together"
        held={review.held.value}
        onChoose={choose}
        onClip={onClip}
      />
      <StageRail video={video} />
    </div>
  );
}

/** The clips that are on the page now; the same list until one comes or goes. */
function useClips() {
  const clips = useSignal<readonly HTMLVideoElement[]>([]);
  const [byTake] = useState(() => new Map<string, HTMLVideoElement>());
  const onClip = useCallback((id: string, clip: HTMLVideoElement | null) => {
    if (clip === null) byTake.delete(id);
    else byTake.set(id, clip);
    clips.value = [...byTake.values()];
  }, []);
  return { clips: clips.value, onClip };
}
