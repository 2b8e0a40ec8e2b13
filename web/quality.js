// @ts-check
import { el } from './dom.js';

/** @typedef {import('hls.js').default} HlsPlayer */
/** @typedef {import('./hls-engine.js').HlsClass} HlsClass */

const AUTO = '-1';

/**
 * Automatic quality, or one height for good. Empty, and hidden, while there is nothing to choose.
 *
 * @param {{ Hls: HlsClass, hls: HlsPlayer }} player
 */
export function qualityMenu({ Hls, hls }) {
  const menu = el('select', { class: 'quality', 'aria-label': 'Quality', hidden: true });

  hls.on(Hls.Events.MANIFEST_PARSED, () => {
    const levels = hls.levels.map((level, index) => ({ index, level }));
    levels.sort((a, b) => b.level.height - a.level.height || b.level.bitrate - a.level.bitrate);
    menu.replaceChildren(
      el('option', { value: AUTO }, 'Auto'),
      ...levels.map(({ index, level }) =>
        el('option', { value: index }, nameOf(level, hls.levels)),
      ),
    );
    menu.hidden = levels.length < 2;
  });
  hls.on(Hls.Events.LEVEL_SWITCHED, (_event, { level }) => {
    const auto = menu.options.item(0);
    const height = hls.levels[level]?.height;
    if (auto) auto.text = hls.autoLevelEnabled && height ? `Auto · ${height}p` : 'Auto';
  });
  // currentLevel, not nextLevel: a short clip is wholly buffered and would never show the choice.
  menu.addEventListener('change', () => {
    hls.currentLevel = Number(menu.value);
  });
  return menu;
}

/**
 * @param {{ height: number, bitrate: number }} level
 * @param {readonly { height: number }[]} levels
 */
function nameOf(level, levels) {
  const twins = levels.filter((other) => other.height === level.height).length > 1;
  const rate = twins ? ` · ${(level.bitrate / 1e6).toFixed(1)} Mb/s` : '';
  return `${level.height}p${rate}`;
}
