import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Level } from 'hls.js';
import type { Engine } from './player-state.ts';

const AUTO = '-1';

interface Quality {
  index: number;
  name: string;
}

/** Automatic quality, or one height for good. Nothing while there is nothing to choose. */
export function QualityMenu({ engine: { HlsJs, hls } }: { engine: Engine }) {
  const qualities = useSignal<Quality[]>([]);
  const auto = useSignal('Auto');
  useEffect(() => {
    const onLevels = (): void => {
      qualities.value = qualitiesOf(hls.levels);
    };
    const onSwitched = (_event: string, { level }: { level: number }): void => {
      const height = hls.levels[level]?.height;
      auto.value = hls.autoLevelEnabled && height ? `Auto · ${height}p` : 'Auto';
    };
    hls.on(HlsJs.Events.MANIFEST_PARSED, onLevels);
    hls.on(HlsJs.Events.LEVEL_SWITCHED, onSwitched);
    onLevels();
    return () => {
      hls.off(HlsJs.Events.MANIFEST_PARSED, onLevels);
      hls.off(HlsJs.Events.LEVEL_SWITCHED, onSwitched);
    };
  }, [hls]);
  if (qualities.value.length < 2) return null;
  return (
    <select
      class="quality"
      aria-label="Quality"
      onChange={(event) => {
        // currentLevel, not nextLevel: a short clip is wholly buffered and would never show it.
        hls.currentLevel = Number(event.currentTarget.value);
      }}
    >
      <option value={AUTO}>{auto}</option>
      {qualities.value.map(({ index, name }) => (
        <option key={index} value={`${index}`}>
          {name}
        </option>
      ))}
    </select>
  );
}

/** The best first. Two of one height are told apart by their bit rate. */
function qualitiesOf(levels: readonly Level[]): Quality[] {
  return levels
    .map((level, index) => ({ level, index }))
    .toSorted((a, b) => b.level.height - a.level.height || b.level.bitrate - a.level.bitrate)
    .map(({ level, index }) => {
      const twins = levels.filter((other) => other.height === level.height).length > 1;
      const rate = twins ? ` · ${(level.bitrate / 1e6).toFixed(1)} Mb/s` : '';
      return { index, name: `${level.height}p${rate}` };
    });
}
