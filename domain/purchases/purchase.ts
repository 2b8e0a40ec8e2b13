/**
 * What one take was ordered as. A lookup of a lost answer compares with it; the words are not in here,
 * they stay in the video's record alone.
 */
export interface Order {
  /** `<server>/<model id>`. */
  model: string;
  seed: number;
  width: number;
  height: number;
  /** Seconds. */
  duration: number;
  frameRate: number;
  audio: boolean;
}

/** What is written down before anything is sent. */
export interface Intent {
  /** The idempotency key of this purchase, minted in the workflow. */
  reference: string;
  /** RFC 3339. No job of ours is older. */
  attemptedAt: string;
  /** Null where a version wrote it that did not keep it. */
  order: Order | null;
}

/** A job as the generator named it; `operation` is plain JSON that can ask for its status. */
export interface BoughtJob {
  operation: unknown;
  jobId: string;
}

/** A job may exist, whatever became of the process that wrote this. */
export type AttemptingPurchase = Intent & { status: 'attempting'; lookups: number };
export type RefusedPurchase = Intent & { status: 'refused' };
export type AcceptedPurchase = Intent &
  BoughtJob & {
    status: 'accepted';
    /** Its name in the configuration; job ids are unique within it. */
    server: string;
    /** When the job was ended because nobody waited for it any more. */
    cancelledAt: string | null;
  };

/**
 * What became of one purchase: (absent) → attempting → accepted, or refused → attempting …; never from
 * `attempting` to a second create, and never away from `accepted`.
 */
export type Purchase = AttemptingPurchase | RefusedPurchase | AcceptedPurchase;

/** A job may be listed a moment after it was created: so many looks before we say that we cannot tell. */
export const LOOKUPS = 4;

/**
 * The intent of whoever sends now. Sending over an earlier `attempting` happens only where the generator
 * makes it harmless, and counts as a look: it keeps the time of the first attempt, which the job may be
 * as old as.
 */
export function begin(earlier: Purchase | null, intent: Intent): AttemptingPurchase {
  const again = earlier?.status === 'attempting' ? earlier : null;
  return {
    ...intent,
    attemptedAt: again?.attemptedAt ?? intent.attemptedAt,
    status: 'attempting',
    lookups: again === null ? 0 : again.lookups + 1,
  };
}

export function lookedUp(purchase: AttemptingPurchase): AttemptingPurchase {
  return { ...purchase, lookups: purchase.lookups + 1 };
}

/** Whether the look that is being made now is the last one. */
export function isLastLook({ lookups }: AttemptingPurchase): boolean {
  return lookups + 1 >= LOOKUPS;
}

/** Sending again is harmless, but not for ever: a server may refuse the key of a job that it has deleted. */
export function mayRepeat({ lookups }: AttemptingPurchase): boolean {
  return lookups < LOOKUPS;
}

/**
 * A definite no. It says nothing of what an earlier attempt had sent, so over an intent that was itself
 * written over another one there is nothing to note: null.
 */
export function refuse(purchase: AttemptingPurchase): RefusedPurchase | null {
  if (purchase.lookups > 0) return null;
  const { reference, attemptedAt, order } = purchase;
  return { reference, attemptedAt, order, status: 'refused' };
}

/** Over whatever stands: the first accepted job is the take's own. */
export function accept(
  standing: Purchase | null,
  intent: Intent,
  { server, operation, jobId }: BoughtJob & { server: string },
): AcceptedPurchase {
  if (standing?.status === 'accepted') return standing;
  const attemptedAt = standing?.attemptedAt ?? intent.attemptedAt;
  const bought = { server, operation, jobId, cancelledAt: null };
  return { ...intent, attemptedAt, status: 'accepted', ...bought };
}

export function cancelled(purchase: AcceptedPurchase, at: string): AcceptedPurchase {
  return { ...purchase, cancelledAt: purchase.cancelledAt ?? at };
}
