import { useSignal } from '@preact/signals';
import type { Video } from '../../client/resources.ts';
import { hlsPath } from '../shared/addresses.ts';
import { useAnnouncement } from '../shared/announce.ts';
import { DecisionLine } from '../watch/decision-line.tsx';
import { TakeGrid } from '../watch/take-grid.tsx';
import { Player } from './player.tsx';
import { ShareButtons } from './share-buttons.tsx';
import { factsOf } from './video-facts.ts';

/** The published video with what is known about it, and the other takes folded away. */
export function Published({ video }: { video: Video }) {
  // Filled only when opened: the clips of the losing takes are not for every viewer to fetch.
  const opened = useSignal(false);
  const url = video.playback?.hls_url ?? hlsPath(video.id);
  useAnnouncement('The video is published.');
  return (
    <div class="published">
      <Player
        url={url}
        poster={video.playback?.poster_url ?? null}
        title={video.request.prompt}
        size={video.media}
      />
      <div class="under">
        <dl class="facts">
          {factsOf(video).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <ShareButtons id={video.id} url={url} />
      </div>
      <DecisionLine video={video} />
      <details
        class="all-takes"
        onToggle={() => {
          opened.value = true;
        }}
      >
        <summary>{`All takes (${video.candidates.length})`}</summary>
        {opened.value && <TakeGrid video={video} play="alone" />}
      </details>
    </div>
  );
}
