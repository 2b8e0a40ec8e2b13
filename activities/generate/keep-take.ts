import type { Readable } from 'node:stream';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { JSONValue } from '@ai-sdk/provider';
import { takeKey } from '../../domain/keys.ts';
import type { Container } from '../../domain/renditions/media.ts';
import { SNIFF_BYTES, sniffContainer } from '../../media/source/container.ts';
import { NetError } from '../../net/net-error.ts';
import type { GeneratedMedia, MediaLink } from '../../providers/generators/generator.ts';
import type { ObjectHead } from '../../providers/stores/store.ts';
import { StoreError } from '../../providers/stores/store.ts';
import type { IoActivities, JobRef, KeptTake } from '../contract.ts';
import { withHeartbeat } from '../kit/heartbeat.ts';
import type { IoDeps } from '../kit/deps.ts';
import { activityFailure, erased } from '../kit/failures.ts';
import { generatorFor } from './generator-for.ts';

const CONTAINERS: Container[] = ['mp4', 'webm'];
const CONTENT_TYPES: Record<Container, string> = { mp4: 'video/mp4', webm: 'video/webm' };
/**
 * What a link answers that has expired, or is not there yet: the next attempt asks for a fresh one.
 * Ark, and relays in front of it, say 400 for "not ready" of a job that they call completed.
 */
const STALE_LINK = new Set([400, 401, 403, 404, 409, 410, 425]);

/**
 * Streams a finished take into our own store: create-only, checksummed, never held whole. What it is,
 * its first bytes say; names and types that a server gives it count for nothing.
 */
export function createKeepTake(deps: IoDeps): IoActivities['keepTake'] {
  return (job) => {
    const live = { stage: 'generate', take: job.take, fraction: 1 } as const;
    return withHeartbeat(
      { live, otherwise: 'download_failed', log: deps.log },
      async ({ signal }) => {
        const earlier = await alreadyKept(deps, job);
        if (earlier !== null) return earlier;
        if (await deps.records.isBuried(job.tenant, job.video)) throw erased();
        const generator = generatorFor(deps, job.model);
        const media = await generator.media(job.operation as JSONValue, { signal });
        return keep(deps, job, await openMedia(deps, media, signal), signal);
      },
    );
  };
}

async function alreadyKept(deps: IoDeps, job: JobRef): Promise<KeptTake | null> {
  for (const container of CONTAINERS) {
    const head = await deps.store.head(keyOf(job, container));
    if (head !== null) return kept(head, container);
  }
  return null;
}

async function openMedia(
  deps: IoDeps,
  media: GeneratedMedia,
  signal: AbortSignal,
): Promise<Readable> {
  if (media.kind === 'bytes') return new PassThrough().end(media.bytes);
  const open = async ({ url, headers }: MediaLink) =>
    (await deps.net.download({ url, headers, maxBytes: deps.maxTakeBytes, signal })).body;
  const { otherwise } = media;
  try {
    return await open(media).catch((error: unknown) => {
      const refused = error instanceof NetError && error.status !== undefined;
      if (otherwise === undefined || !refused) throw error;
      return open(otherwise);
    });
  } catch (error) {
    if (!isStale(error)) throw error;
    const message = 'The generator did not hand out the finished take.';
    throw activityFailure({ code: 'download_failed', message, retryable: true, cause: error });
  }
}

function isStale(error: unknown): boolean {
  const status = error instanceof NetError ? error.status : undefined;
  return status !== undefined && STALE_LINK.has(status);
}

async function keep(
  deps: IoDeps,
  job: JobRef,
  body: Readable,
  signal: AbortSignal,
): Promise<KeptTake> {
  const first = await firstBytes(body);
  const container = sniffContainer(first);
  if (container === null) {
    body.destroy();
    throw unreadable(first.length);
  }
  const whole = new PassThrough();
  whole.write(first);
  const key = keyOf(job, container);
  const writing = deps.store.put(key, whole, {
    contentType: CONTENT_TYPES[container],
    if: 'absent',
    maxBytes: deps.maxTakeBytes,
    signal,
  });
  // Both ends report a broken stream; the source's reason is the true one.
  const [fed, written] = await Promise.allSettled([pipeline(body, whole, { signal }), writing]);
  if (written.status === 'fulfilled') return kept(written.value, container);
  const reason: unknown = written.reason;
  if (reason instanceof StoreError && reason.code === 'precondition_failed') {
    // Another attempt, thought dead, was faster.
    const head = await deps.store.head(key);
    if (head !== null) return kept(head, container);
  }
  if (reason instanceof StoreError && reason.code === 'too_large')
    throw tooLarge(deps.maxTakeBytes);
  throw fed.status === 'rejected' && fed.reason instanceof NetError ? fed.reason : reason;
}

/** Up to {@link SNIFF_BYTES}, put back by the caller. Fewer only when the body is shorter. */
async function firstBytes(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size >= SNIFF_BYTES) break;
  }
  return Buffer.concat(chunks);
}

function keyOf({ tenant, video, take }: JobRef, container: Container): string {
  return takeKey(tenant, video, take, container);
}

function kept({ key, bytes, crc32c }: ObjectHead, container: Container): KeptTake {
  return { key, container, stored: { bytes, crc32c } };
}

function unreadable(bytes: number): Error {
  const what = bytes === 0 ? 'an empty file' : 'something that is no MP4 or WebM video';
  const message = `The generator delivered ${what}.`;
  return activityFailure({ code: 'media_unreadable', message, retryable: false });
}

function tooLarge(maxBytes: number): Error {
  const message = `The take is larger than the ${Math.round(maxBytes / 1e6)} MB that are allowed.`;
  return activityFailure({ code: 'download_failed', message, retryable: false });
}
