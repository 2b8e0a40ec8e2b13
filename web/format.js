// @ts-check

/** @typedef {import('./resource.d.ts').Take} Take */

/**
 * `0:05`, `1:02:09`; for a countdown and for the length of a clip.
 *
 * @param {number} seconds
 */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  if (whole >= 3600) parts.unshift(Math.floor(whole / 3600));
  return parts.map((part, at) => (at === 0 ? `${part}` : `${part}`.padStart(2, '0'))).join(':');
}

/**
 * Time to wait in the words of a person: `2 days 3 h`, `1 h 05 min`, `4:09`.
 *
 * @param {number} seconds
 */
export function remaining(seconds) {
  if (seconds >= 86_400) {
    const days = Math.floor(seconds / 86_400);
    return `${days} ${days === 1 ? 'day' : 'days'} ${Math.floor((seconds % 86_400) / 3600)} h`;
  }
  if (seconds >= 3600) {
    const minutes = `${Math.floor((seconds % 3600) / 60)}`.padStart(2, '0');
    return `${Math.floor(seconds / 3600)} h ${minutes} min`;
  }
  return clock(seconds);
}

/**
 * At most two decimals, no trailing zeros: `83.2`, `0.04`, `24`.
 *
 * @param {number} value
 */
export function number(value) {
  return `${Math.round(value * 100) / 100}`;
}

/**
 * `black_frames` → `Black frames`.
 *
 * @param {string} name
 */
export function words(name) {
  const spaced = name.replaceAll(/[_-]+/g, ' ').trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/**
 * @param {string} text
 * @param {number} length
 */
export function shorten(text, length) {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).trimEnd()}…`;
}

/** @param {Pick<Take, 'index'>} take */
export function takeName(take) {
  return `Take ${take.index + 1}`;
}

/** @param {Take} take */
export function scoreText(take) {
  return typeof take.score?.total === 'number'
    ? number(Math.round(take.score.total * 10) / 10)
    : '–';
}
