import type { PurchaseIntent, Reconciliation } from '../generator.ts';
import { frameFields, REFERENCE_KEY } from './create-fields.ts';
import { listJobs } from './job-list.ts';
import type { ModelCardReader } from './model-cards.ts';
import { writeOperation } from './operation.ts';
import type { ServerClient } from './server-client.ts';
import { SERVER_DEFAULT_MODEL } from './server-config.ts';
import type { WireJob } from './wire-job.ts';

/** How far the clocks of a server and ours may be apart. */
const CLOCK_SKEW_MS = 60_000;

export interface ReconcileDeps {
  client: ServerClient;
  cards: ModelCardReader;
  model: string;
}

/**
 * Looks for the job of a create whose answer was lost. First by our reference, where the server
 * echoes it. Then, where the server declares that a key is honoured, it is safe to send again. Else
 * by being the only unclaimed job of the same making since the attempt. Absence from a list proves
 * nothing: the job may be on its way into it.
 */
export async function reconcile(
  { client, cards, model }: ReconcileDeps,
  intent: PurchaseIntent,
  signal: AbortSignal,
): Promise<Reconciliation> {
  const since = new Date(intent.attemptedAt.getTime() - CLOCK_SKEW_MS);
  const listing = await listJobs(client, since, signal);
  const listed = listing.status === 'listed' ? listing.jobs : [];
  const ours = listed.find((job) => job.metadata?.[REFERENCE_KEY] === intent.reference);
  if (ours) return found(ours, intent);
  const known = await cards.read(signal);
  if (known.idempotencyKey(model)) return { status: 'absent_safe_to_repeat' };
  if (listing.status === 'unavailable') return { status: 'unknown', reason: listing.reason };

  const alike = listed
    .filter(
      (job) =>
        // Another reference of ours is another take.
        job.metadata?.[REFERENCE_KEY] === undefined &&
        (job.createdAt === null || job.createdAt >= since),
    )
    .map((job) => ({ job, is: resemblance(job, model, intent) }))
    .filter(({ is }) => is !== 'different');
  const claimed = await Promise.all(alike.map(({ job }) => intent.isClaimed(job.id)));
  const possible = alike.filter((_, at) => claimed[at] === false);
  const [only] = possible;
  if (!only)
    return { status: 'unknown', reason: 'no job in the list is ours, which proves nothing' };
  if (possible.length > 1) return { status: 'unknown', reason: 'several jobs could be ours' };
  if (only.is === 'same') return found(only.job, intent);
  return { status: 'unknown', reason: 'the list tells too little of its jobs' };
}

function found(job: WireJob, intent: PurchaseIntent): Reconciliation {
  const acceptedAt = job.createdAt ?? intent.attemptedAt;
  return { status: 'found', operation: writeOperation(job.id, acceptedAt), jobId: job.id };
}

/** `unclear`: nothing speaks against it, but not all that would have to speak for it was told. */
function resemblance(
  job: WireJob,
  model: string,
  { request }: PurchaseIntent,
): 'same' | 'different' | 'unclear' {
  const { width, height, duration: seconds, frameRate: fps, seed } = request;
  const wish = frameFields({ width, height, seconds, fps });
  const frames = wish['num_frames'];
  const marks = [
    equal(job.prompt, request.prompt),
    equal(job.size, wish['size']),
    // A server that counts frames tells the length that they make.
    typeof frames === 'number' && job.seconds !== null
      ? Math.abs(job.seconds - seconds) <= 1 / fps
      : equal(job.seconds, seconds),
    model === SERVER_DEFAULT_MODEL || equal(job.model, model),
    job.createdAt === null ? null : true,
    // Most servers do not echo it; where they do, it tells takes of one prompt apart.
    seed === undefined || job.seed === null || job.seed === seed,
  ];
  if (marks.includes(false)) return 'different';
  return marks.includes(null) ? 'unclear' : 'same';
}

/** Null when the server does not tell. */
function equal(told: unknown, wanted: unknown): boolean | null {
  return told === null ? null : told === wanted;
}
