/**
 * Seconds between looks, by attempt: a short clip is noticed soon even where no webhook comes. Below one
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
/** Where webhooks come, looking is for those that got lost. */
const WOKEN_SHARE_OF_AGE = 0.2;
const WOKEN_SLOWEST = 12 * 60;

/** Seconds until the next look at a job that is still at work. */
export function nextLook(job: { attempt: number; ageSeconds: number; webhooks: boolean }): number {
  const { attempt, ageSeconds, webhooks } = job;
  const [share, slowest] = webhooks ? [WOKEN_SHARE_OF_AGE, WOKEN_SLOWEST] : [SHARE_OF_AGE, SLOWEST];
  return Math.min(Math.max(FIRST_LOOKS[attempt - 1] ?? SETTLED, ageSeconds * share), slowest);
}

/** The longest time between two looks, whatever asks for it. */
export const LONGEST_LOOK = WOKEN_SLOWEST;
