import type { PurchaseIntent, Reconciliation } from '../generator.ts';
import type { AskOptions } from './ask.ts';
import type { ForeignJob } from './foreign-job.ts';
import { type JobList, listJobs } from './list-jobs.ts';
import { writeOperation } from './operation.ts';

/** How far the clocks of a provider and ours may be apart. */
const CLOCK_SKEW_MS = 60_000;

export interface LookUp<Job extends ForeignJob> extends JobList<Job> {
  /**
   * What of a job is as ordered: every mark that was told must be true. Null: it was not told, and
   * then one cannot be sure.
   */
  marks(job: Job): (boolean | null)[];
  /** Whether a repeated create with the same key gives the same job. */
  honoursKey(): Promise<boolean>;
}

/**
 * Looks for the job of a create whose answer was lost. First by our reference, where the server
 * echoes it. Then, where the server declares that a key is honoured, it is safe to send again. Else
 * by being the only unclaimed job of the same making since the attempt. Absence from a list proves
 * nothing: the job may be on its way into it.
 */
export async function lookUp<Job extends ForeignJob>(
  where: LookUp<Job>,
  intent: PurchaseIntent,
  options: AskOptions,
): Promise<Reconciliation> {
  const since = new Date(intent.attemptedAt.getTime() - CLOCK_SKEW_MS);
  const listing = await listJobs(where, since, options);
  const listed = listing.status === 'listed' ? listing.jobs : [];
  const ours = listed.find((job) => job.reference === intent.reference);
  if (ours) return found(ours, intent);
  if (await where.honoursKey()) return { status: 'absent_safe_to_repeat' };
  if (listing.status === 'unavailable') return unknown(listing.reason);

  const alike = listed
    // Another reference of ours is another take.
    .filter(({ reference, createdAt }) => reference === null && (createdAt ?? since) >= since)
    .map((job) => ({ job, marks: where.marks(job) }))
    .filter(({ marks }) => !marks.includes(false));
  const claimed = await Promise.all(alike.map(({ job }) => intent.isClaimed(job.id)));
  const [only, ...others] = alike.filter((_, index) => claimed[index] === false);
  if (only === undefined) return unknown('no job in the list is ours, which proves nothing');
  if (others.length > 0) return unknown('several jobs could be ours');
  const unsure = only.marks.includes(null) || only.job.createdAt === null;
  return unsure ? unknown('the list tells too little of its jobs') : found(only.job, intent);
}

/** Null when it was not told. */
export function isEqual(told: unknown, wanted: unknown): boolean | null {
  return told === null ? null : told === wanted;
}

function unknown(reason: string): Reconciliation {
  return { status: 'unknown', reason };
}

function found({ id, createdAt }: ForeignJob, { attemptedAt }: PurchaseIntent): Reconciliation {
  return { status: 'found', operation: writeOperation(id, createdAt ?? attemptedAt), jobId: id };
}
