import type { ReadonlySignal } from '@preact/signals';
import { signal } from '@preact/signals';
import type Hls from 'hls.js';
import { here } from '../shared/addresses.ts';
import type { HlsClass, Listener } from './hls-engine.ts';
import { loadHls, startHls } from './hls-engine.ts';

export type PlayState = 'loading' | 'ready' | 'playing' | 'paused' | 'ended' | 'failed';

export interface Engine {
  HlsJs: HlsClass;
  hls: Hls;
}

/** What the player's element does, and the trouble there is with it. */
export interface PlayerState {
  state: ReadonlySignal<PlayState>;
  /** Which engine plays; null until that is known. */
  engine: ReadonlySignal<'hls' | 'native' | null>;
  hls: ReadonlySignal<Engine | null>;
  /** All errors, mended ones too. */
  errors: ReadonlySignal<number>;
  /** A sentence for the viewer; null while all is well. */
  trouble: ReadonlySignal<string | null>;
  start: () => void;
  close: () => void;
}

const STALLED = 'The video cannot be loaded at the moment. It is tried again by itself.';

export function openPlayer(video: HTMLVideoElement, url: string): PlayerState {
  const state = signal<PlayState>('loading');
  const engine = signal<'hls' | 'native' | null>(null);
  const hls = signal<Engine | null>(null);
  const told = openTroubles(video, () => {
    state.value = 'failed';
    hls.value = null;
  });
  const closing = new AbortController();

  function stop(): void {
    hls.value?.hls.destroy();
    hls.value = null;
  }

  async function start(): Promise<void> {
    told.trouble.value = null;
    state.value = 'loading';
    stop();
    const HlsJs = await loadHls();
    if (closing.signal.aborted) return;
    engine.value = HlsJs === null ? 'native' : 'hls';
    const { listener } = told;
    if (HlsJs === null) video.src = here(url);
    else hls.value = { HlsJs, hls: startHls(HlsJs, { video, url: here(url), listener }) };
  }

  followState(video, state, closing.signal);
  const onElementError = (): void => {
    // Under hls.js a broken element is reported by its own error event and may yet be mended.
    if (engine.value !== 'native') return;
    told.listener.onError();
    told.listener.onGivenUp(video.error?.message ?? '');
  };
  video.addEventListener('error', onElementError, { signal: closing.signal });
  void start();
  const close = (): void => {
    closing.abort();
    stop();
  };
  const { errors, trouble } = told;
  return { state, engine, hls, errors, trouble, start: () => void start(), close };
}

/** What the viewer is told of what the engine says. */
function openTroubles(video: HTMLVideoElement, onGivenUp: () => void) {
  const errors = signal(0);
  const trouble = signal<string | null>(null);
  const listener: Listener = {
    onError: () => {
      errors.value += 1;
    },
    // What is buffered already goes on playing: no word before that is over.
    onStalled: () => {
      if (video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) trouble.value = STALLED;
      else video.addEventListener('waiting', listener.onStalled, { once: true });
    },
    onLoaded: () => {
      video.removeEventListener('waiting', listener.onStalled);
      trouble.value = null;
    },
    onGivenUp: (reason) => {
      onGivenUp();
      trouble.value = `The video could not be played${reason ? ` (${reason})` : ''}.`;
    },
  };
  return { errors, trouble, listener };
}

function followState(
  video: HTMLVideoElement,
  state: { value: PlayState },
  until: AbortSignal,
): void {
  const options = { signal: until };
  const states = { canplay: 'ready', playing: 'playing', pause: 'paused', ended: 'ended' } as const;
  const become = (event: keyof typeof states) => (): void => {
    // canplay comes after every seek too, and pause just before ended.
    if (event === 'canplay' && state.value !== 'loading') return;
    if (event === 'pause' && video.ended) return;
    state.value = states[event];
  };
  video.addEventListener('canplay', become('canplay'), options);
  video.addEventListener('playing', become('playing'), options);
  video.addEventListener('pause', become('pause'), options);
  video.addEventListener('ended', become('ended'), options);
}
