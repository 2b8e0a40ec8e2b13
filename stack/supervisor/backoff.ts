const FIRST_MS = 500;
const LONGEST_MS = 30_000;
/** One that served before it died was most likely killed, and is missed: it comes back soon. */
const LONGEST_AFTER_SERVING_MS = 3_000;

/** A part that served this long was well: its next death counts as a first one. */
export const STEADY_MS = 30_000;
/** From this many deaths in a row on it is no accident, and the log says so once. */
export const TROUBLE_AFTER = 5;

/** How long to wait before starting again after so many deaths in a row, in milliseconds. */
export function restartDelay(deaths: number, served = false): number {
  const longest = served ? LONGEST_AFTER_SERVING_MS : LONGEST_MS;
  return Math.min(longest, FIRST_MS * 2 ** Math.max(0, deaths - 1));
}
