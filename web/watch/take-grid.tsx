import type { Video } from '../../client/resources.ts';
import type { CardOptions } from './take-card.tsx';
import { TakeCard } from './take-card.tsx';

/**
 * The cards of all takes, side by side, each under the take's id: a card that was made anew at an
 * event would restart its clip, close its details and lose the keyboard's place.
 */
export function TakeGrid({ video, ...options }: CardOptions & { video: Video }) {
  return (
    <ul class="takes" data-count={video.candidates.length}>
      {video.candidates.map((take) => (
        <TakeCard key={take.id} take={take} video={video} {...options} />
      ))}
    </ul>
  );
}
