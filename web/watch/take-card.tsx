import { useCallback } from 'preact/hooks';
import type { Candidate, Video } from '../../client/resources.ts';
import { words } from '../shared/format.ts';
import { ScoreDetails } from './score-details.tsx';
import type { Play } from './take-clip.tsx';
import { TakeClip } from './take-clip.tsx';
import { grade, isChoosable, scoreText, takeFacts, takeName, troubleOf } from './take-words.ts';

export interface CardOptions {
  play: Play;
  /** Offers to choose a take where that is possible. */
  onChoose?: (take: Candidate) => void;
  /** While a decision is on its way nothing can be chosen. */
  held?: boolean;
  /** Told of each take's clip when it comes and goes. */
  onClip?: (id: string, clip: HTMLVideoElement | null) => void;
}

type CardProps = CardOptions & { take: Candidate; video: Video };

export function TakeCard({ take, video, play, onChoose, held, onClip }: CardProps) {
  const name = takeName(take);
  const mark = markOf(take, video);
  const trouble = troubleOf(take, video);
  const { id } = take;
  // The same function at every draw: another one would take the clip away and give it back.
  const hold = useCallback((clip: HTMLVideoElement | null) => onClip?.(id, clip), [id, onClip]);
  return (
    <li
      class="take card"
      data-status={take.status}
      data-take={id}
      data-marked={mark === null ? undefined : ''}
    >
      <div class="take-stage">
        <span class="take-veil" />
        {take.media_url !== null && (
          <TakeClip take={take} url={take.media_url} play={play} onClip={hold} />
        )}
      </div>
      <div class="take-body">
        <div class="take-head">
          <h3 class="take-name">{name}</h3>
          {mark !== null && <span class="mark">{mark}</span>}
          <TakeState take={take} />
        </div>
        <p class="take-facts">{takeFacts(take)}</p>
        {trouble !== null && <p class="take-failure">{trouble}</p>}
        <ScoreDetails take={take} />
        {onChoose !== undefined && isChoosable(take) && (
          <button
            type="button"
            class="choose"
            aria-disabled={held === true ? true : undefined}
            onClick={() => onChoose(take)}
          >
            {`Choose ${name}`}
          </button>
        )}
      </div>
    </li>
  );
}

/** What it is doing, until it has a score. */
function TakeState({ take }: { take: Candidate }) {
  if (take.score === null) return <span class="take-state">{words(take.status)}</span>;
  const ruledOut = take.score.verdict === 'gated';
  const text = ruledOut ? 'Ruled out' : scoreText(take);
  return (
    <span class="score" data-grade={ruledOut ? 'poor' : grade(take.score.total)}>
      <span class="sr-only">Score </span>
      {text}
    </span>
  );
}

function markOf(take: Candidate, { pick, review }: Video): string | null {
  if (pick !== null) return pick.candidate === take.id ? 'Picked' : null;
  return review.recommended === take.id ? 'Recommended' : null;
}
