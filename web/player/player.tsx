import { useSignal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { here } from '../shared/addresses.ts';
import type { PlayerState } from './player-state.ts';
import { openPlayer } from './player-state.ts';
import { QualityMenu } from './quality-menu.tsx';

interface PlayerProps {
  /** The multivariant playlist. */
  url: string;
  poster: string | null;
  title: string;
  /** Keeps the player's place before anything has loaded. */
  size?: { width: number; height: number } | null;
}

/**
 * The player. What it does can be read off its `<video>`: `data-state` (loading, ready, playing,
 * paused, ended, failed), `data-engine` (hls, native), `data-errors` (all of them, mended ones too).
 */
export function Player({ url, poster, title, size = null }: PlayerProps) {
  const element = useRef<HTMLVideoElement>(null);
  const player = useSignal<PlayerState | null>(null);
  const [wishes] = useState(() => wishesOf(new URLSearchParams(location.search)));
  useEffect(() => {
    if (element.current === null) return undefined;
    const opened = openPlayer(element.current, url);
    player.value = opened;
    return opened.close;
  }, [url]);
  const now = player.value;
  return (
    <div class="player">
      <video
        ref={element}
        class="player-video"
        controls
        playsInline
        preload="auto"
        poster={poster === null ? undefined : here(poster)}
        width={size?.width}
        height={size?.height}
        autoPlay={wishes.autoplay}
        muted={wishes.muted}
        loop={wishes.loop}
        aria-label={title}
        data-state={now?.state.value ?? 'loading'}
        data-engine={now?.engine.value ?? undefined}
        data-errors={now?.errors.value ?? 0}
      />
      <BeginButton element={element} />
      <div class="player-corner">
        {now?.hls.value && <QualityMenu key={now.hls.value} engine={now.hls.value} />}
      </div>
      {now !== null && now.trouble.value !== null && (
        <div class="trouble" role="alert">
          <p>{now.trouble}</p>
          <button type="button" onClick={now.start}>
            Try again
          </button>
        </div>
      )}
    </div>
  );
}

/** Native controls hide their play button in a corner; this one goes once it has been used. */
function BeginButton({ element }: { element: { current: HTMLVideoElement | null } }) {
  const begun = useSignal(false);
  useEffect(() => {
    const onPlaying = (): void => {
      begun.value = true;
    };
    element.current?.addEventListener('playing', onPlaying, { once: true });
    return () => element.current?.removeEventListener('playing', onPlaying);
  }, []);
  if (begun.value) return null;
  const begin = (): void => {
    element.current?.focus();
    element.current?.play().catch(() => undefined);
  };
  return <button type="button" class="player-begin" aria-label="Play" onClick={begin} />;
}

/**
 * What an embedding page may ask for: `?autoplay=1&muted=1&loop=1`. Browsers let a clip start by
 * itself only when muted, so autoplay implies it.
 */
function wishesOf(query: URLSearchParams) {
  const autoplay = query.get('autoplay') === '1';
  return {
    autoplay,
    muted: autoplay || query.get('muted') === '1',
    loop: query.get('loop') === '1',
  };
}
