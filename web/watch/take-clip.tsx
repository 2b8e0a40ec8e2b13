import { useState } from 'preact/hooks';
import type { Candidate } from '../../client/resources.ts';
import { here } from '../shared/addresses.ts';
import { takeName } from './take-words.ts';

/** `alone`: under its own controls and playing by itself. `together`: whoever has the clips drives. */
export type Play = 'alone' | 'together';

interface ClipProps {
  take: Candidate;
  url: string;
  play: Play;
  onClip: ((clip: HTMLVideoElement | null) => void) | undefined;
}

export function TakeClip({ take, url, play, onClip }: ClipProps) {
  // For good: the address may change under a clip that plays, and another one would start it anew.
  // The fragment makes browsers that would show nothing of a paused clip paint a first frame.
  const [source] = useState(() => `${here(url)}#t=0.001`);
  const [moves] = useState(() => !matchMedia('(prefers-reduced-motion: reduce)').matches);
  return (
    <video
      class="take-clip"
      ref={onClip ?? null}
      src={source}
      preload="metadata"
      playsInline
      muted
      loop={play === 'alone'}
      controls={play === 'alone'}
      autoPlay={play === 'alone' && moves}
      aria-label={takeName(take)}
    />
  );
}
