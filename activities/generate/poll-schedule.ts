/**
 * Seconds between looks, by attempt: a short clip is noticed soon even where nobody rings. Below one
 * second the server rounds up.
 */
const FIRST_LOOKS = [1, 1.5, 2, 2, 3, 3, 4, 5, 6, 8, 10, 12];
const SETTLED = 15;
/**
 * After that a look each time the job has become this much older: thousands of jobs that take hours are
 * not asked for all the time, and one that is done is noticed within a tenth of the time that it took.
 */
const SHARE_OF_AGE = 0.1;
const SLOWEST = 5 * 60;
/** Where the generator rings, looking is for the rings that got lost. */
const RUNG_SHARE_OF_AGE = 0.2;
const RUNG_SLOWEST = 12 * 60;

/** Seconds until the next look at a job that is still at work. */
export function nextLook(job: { attempt: number; ageSeconds: number; rings: boolean }): number {
  const { attempt, ageSeconds, rings } = job;
  const [share, slowest] = rings ? [RUNG_SHARE_OF_AGE, RUNG_SLOWEST] : [SHARE_OF_AGE, SLOWEST];
  return Math.min(Math.max(FIRST_LOOKS[attempt - 1] ?? SETTLED, ageSeconds * share), slowest);
}

/** The longest time between two looks, whatever asks for it. */
export const LONGEST_LOOK = RUNG_SLOWEST;
