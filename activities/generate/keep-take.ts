import { PassThrough } from 'node:stream';
import type { Readable } from 'node:stream';
import { ApplicationFailure } from '@temporalio/activity';
import { isSpent } from '../../domain/purchases/faults.ts';
import type { Patience } from '../../domain/purchases/faults.ts';
import type { FailureCode } from '../../domain/video/failure.ts';
import { NetError } from '../../net/net-error.ts';
import type { GeneratedMedia, MediaLink } from '../../providers/generators/generator.ts';
import { GeneratorFailure } from '../../providers/generators/kit/generator-failure.ts';
import { StoreError } from '../../providers/stores/store.ts';
import type { IoActivities, JobRef, KeptTake } from '../contract.ts';
import type { Bounded, Work } from '../kit/attempt.ts';
import type { IoDeps } from '../kit/deps.ts';
import { activityFailure, erased, fetchFault } from '../kit/failures.ts';
import { withHeartbeat } from '../kit/heartbeat.ts';
import { generatorFor, operationOf } from './generator-for.ts';
import { isDenial } from './denials.ts';
import { NoVideo, keptTake, writeTake } from './take-file.ts';

/**
 * How long each cause may stand in the way of a take that was paid for. What is not in here (storage, a
 * network that is away, a server that is busy, a worker that dies) is tried until the run's deadline.
 */
const PATIENCE = {
  /** No link, one that has expired or is not there yet, or one that leads where we do not go. */
  link: { looks: 6, over: 10 * 60_000 },
  /** A file that breaks off, or is other than announced. */
  broken: { looks: 6, over: 10 * 60_000 },
  /** A page that says "in a moment" comes with 200 too; a take that is no video stays none. */
  unreadable: { looks: 3, over: 20_000 },
} satisfies Record<string, Patience>;
type Cause = keyof typeof PATIENCE;

/** Seconds until the next look; doubles with each, up to the last. */
const FIRST_DELAY: Record<Cause, number> = { link: 2, broken: 2, unreadable: 10 };
const LONGEST_DELAY = 120;

/** Streams a finished take into our own store, by a fresh link at each attempt. */
export function createKeepTake(deps: IoDeps): Bounded<IoActivities>['keepTake'] {
  return (job) => {
    const live = { stage: 'generate', take: job.take, fraction: 1 } as const;
    return withHeartbeat(
      { live, otherwise: 'download_failed', paid: true, log: deps.log },
      async (work) => {
        const earlier = await keptTake(deps.store, job);
        if (earlier !== null) return earlier;
        if (await deps.records.isBuried(job.tenant, job.video)) throw erased();
        try {
          return await fetchTake(deps, job, work);
        } catch (error) {
          throw work.signal.aborted ? error : explain(deps, error, work);
        }
      },
    );
  };
}

async function fetchTake(deps: IoDeps, job: JobRef, { signal }: Work): Promise<KeptTake> {
  const media = await generatorFor(deps, job.model).media(operationOf(job), { signal });
  const body = await openMedia(deps, media, signal);
  return writeTake(deps.store, job, body, { maxBytes: deps.maxTakeBytes, signal });
}

async function openMedia(
  { net, maxTakeBytes: maxBytes }: IoDeps,
  media: GeneratedMedia,
  signal: AbortSignal,
): Promise<Readable> {
  if (media.kind === 'bytes') return new PassThrough().end(media.bytes);
  const open = async ({ url, headers }: MediaLink): Promise<Readable> =>
    (await net.download({ url, headers, maxBytes, signal })).body;
  try {
    return await open(media);
  } catch (error) {
    const refused = error instanceof NetError && error.status !== undefined;
    if (media.otherwise === undefined || !refused) throw error;
    return open(media.otherwise);
  }
}

/** An error of the way to the take, counted under its cause; the others as they are. */
function explain({ maxTakeBytes }: IoDeps, error: unknown, work: Work): unknown {
  if (isTooLarge(error)) {
    const message = `The take is larger than the ${Math.round(maxTakeBytes / 1e6)} MB that are allowed.`;
    return activityFailure({ code: 'download_failed', message, retryable: false, cause: error });
  }
  const cause = causeOf(error);
  if (cause === null) return error;
  const { looks, since } = work.fault(cause, error);
  const retryable = !isSpent({ looks, since }, PATIENCE[cause], Date.now());
  const retryAfterSeconds = Math.min(FIRST_DELAY[cause] * 2 ** (looks - 1), LONGEST_DELAY);
  return activityFailure({ ...wording(error), retryable, retryAfterSeconds, cause: error });
}

function isTooLarge(error: unknown): boolean {
  return (error instanceof StoreError || error instanceof NetError) && error.code === 'too_large';
}

function causeOf(error: unknown): Cause | null {
  if (error instanceof NoVideo) return 'unreadable';
  if (error instanceof GeneratorFailure) return isDenial(error) ? 'link' : null;
  if (error instanceof ApplicationFailure) return error.nonRetryable === true ? 'link' : null;
  if (!(error instanceof NetError)) return null;
  if (error.code === 'truncated' || error.code === 'bad_response') return 'broken';
  return error.retryable ? null : 'link';
}

function wording(error: unknown): { code: FailureCode; message: string } {
  if (error instanceof NoVideo) {
    const what = error.isEmpty ? 'an empty file' : 'something that is no MP4 or WebM video';
    return { code: 'media_unreadable', message: `The generator delivered ${what}.` };
  }
  if (error instanceof GeneratorFailure) return error.info;
  if (error instanceof ApplicationFailure) {
    return { code: 'generator_invalid_request', message: error.message };
  }
  const refused = error instanceof NetError && error.status === undefined;
  const message = refused ? fetchFault(error) : 'The generator did not hand out the finished take.';
  return { code: 'download_failed', message };
}
