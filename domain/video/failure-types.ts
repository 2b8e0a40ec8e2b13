/**
 * `ApplicationFailure` types that are not yet an answer: the workflow reads them, the caller never
 * sees them.
 */
export const FAILURE_TYPES = {
  /** The generator is still at work. Details: one `LiveProgress`. */
  jobPending: 'JobPending',
  /** A create's answer was lost; the next attempt looks the job up. */
  outcomeUnconfirmed: 'OutcomeUnconfirmed',
  /** The video has been deleted: there is nothing left to do. */
  erased: 'VideoErased',
} as const;

/**
 * Detail of a final failure that is not the generator's own word: the job may be at work for all we know,
 * so whoever gives it up ends it.
 */
export const JOB_GIVEN_UP = 'JobGivenUp';
