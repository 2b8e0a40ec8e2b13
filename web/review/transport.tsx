import { useSignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { clock } from '../shared/format.ts';
import type { SyncState } from './sync-controller.ts';
import { SyncController } from './sync-controller.ts';

const LENGTH_KNOWN = 'loadedmetadata';

/** One transport for several clips. */
export function Transport({ clips }: { clips: readonly HTMLVideoElement[] }) {
  const shown = useSignal<SyncState>({ playing: false, position: 0, duration: 0 });
  const [sync] = useState(
    () =>
      new SyncController({
        nextFrame: (callback) => requestAnimationFrame(callback),
        onChange: (state) => {
          shown.value = state;
        },
      }),
  );
  useEffect(() => () => sync.close(), []);
  useEffect(() => {
    const refresh = (): void => sync.setClips(clips);
    refresh();
    for (const clip of clips) clip.addEventListener(LENGTH_KNOWN, refresh);
    return () => clips.forEach((clip) => clip.removeEventListener(LENGTH_KNOWN, refresh));
  }, [clips]);
  useToggleKey(() => sync.toggle());
  const { playing, position, duration } = shown.value;
  return (
    <div class="transport" role="group" aria-label="All takes">
      <button type="button" class="play-all" aria-pressed={playing} onClick={() => sync.toggle()}>
        {playing ? 'Pause all' : 'Play all'}
      </button>
      <input
        type="range"
        min={0}
        max={duration || 1}
        step="any"
        value={position}
        aria-label="Position in all takes"
        aria-valuetext={`${clock(position)} of ${clock(duration)}`}
        onInput={(event) => sync.seek(Number(event.currentTarget.value))}
      />
      <span class="time">{`${clock(position)} / ${clock(duration)}`}</span>
      <label class="check">
        <input
          type="checkbox"
          defaultChecked
          onChange={(event) => {
            sync.loop = event.currentTarget.checked;
          }}
        />
        Loop
      </label>
      <span class="muted hint">Muted · press K to play or pause</span>
    </div>
  );
}

/** K, but for whoever is writing or has a question before him. */
function useToggleKey(toggle: () => void): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.key.toLowerCase() !== 'k' || event.ctrlKey || event.metaKey || event.altKey) return;
      const writing = 'input:not([type=range], [type=checkbox]), textarea, dialog';
      if (event.target instanceof Element && event.target.closest(writing) !== null) return;
      toggle();
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
