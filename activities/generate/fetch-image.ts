import { buffer } from 'node:stream/consumers';
import { inputImageKey } from '../../domain/keys.ts';
import { imageType } from '../../domain/video/image-type.ts';
import { REQUEST_LIMITS } from '../../domain/video/request.ts';
import type { VideoRef } from '../../domain/refs.ts';
import { NetError } from '../../net/net-error.ts';
import { StoreError } from '../../providers/stores/store.ts';
import type { FetchedImage, IoActivities } from '../contract.ts';
import type { IoDeps } from '../kit/deps.ts';
import { activityFailure, erased } from '../kit/failures.ts';
import { withHeartbeat } from '../kit/heartbeat.ts';

/** 20 MB at 700 kB/s; whoever is slower is no place to keep pictures. */
const FETCH_TIMEOUT_MS = 30_000;

/** Brings the picture behind a caller's link into our store, where every take finds it. */
export function createFetchImage(deps: IoDeps): IoActivities['fetchImage'] {
  return (input) => {
    const live = { stage: 'generate', take: null, fraction: 0 } as const;
    return withHeartbeat({ live, otherwise: 'generator_invalid_request', log: deps.log }, (work) =>
      fetchImage(
        deps,
        input,
        AbortSignal.any([work.signal, AbortSignal.timeout(FETCH_TIMEOUT_MS)]),
      ),
    );
  };
}

async function fetchImage(
  deps: IoDeps,
  { tenant, video }: VideoRef,
  signal: AbortSignal,
): Promise<FetchedImage> {
  const record = await deps.records.read(tenant, video);
  if (record === null) throw erased();
  const { image } = record.request;
  const key = inputImageKey(tenant, video);
  if (image?.kind !== 'url') return (await kept(deps, key)) ?? refuse('There is no image.');
  const earlier = await kept(deps, key);
  if (earlier !== null) return earlier;
  const bytes = await download(deps, image.url, signal);
  const mediaType = imageType(bytes);
  if (mediaType === null) {
    return refuse('What the image link leads to is no PNG, JPEG or WebP image.');
  }
  try {
    await deps.store.put(key, bytes, { contentType: mediaType, if: 'absent', signal });
    return { key, mediaType };
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'precondition_failed') throw error;
    // Another attempt, thought dead, was faster: every take is to see the same picture.
    return (await kept(deps, key)) ?? refuse('The image is gone.');
  }
}

async function kept({ store }: IoDeps, key: string): Promise<FetchedImage | null> {
  const found = await store.get(key);
  if (found === null) return null;
  const mediaType = imageType(await buffer(found.body));
  return mediaType === null ? refuse('The image cannot be read.') : { key, mediaType };
}

async function download(deps: IoDeps, url: string, signal: AbortSignal): Promise<Buffer> {
  const { callerNet } = deps;
  try {
    const { body } = await callerNet.download({
      url,
      maxBytes: REQUEST_LIMITS.imageBytes,
      signal,
    });
    return await buffer(body);
  } catch (cause) {
    if (!(cause instanceof NetError)) throw cause;
    const message = 'The image could not be fetched from its link.';
    const { retryable } = cause;
    throw activityFailure({ code: 'generator_invalid_request', message, retryable, cause });
  }
}

function refuse(message: string): never {
  throw activityFailure({ code: 'generator_invalid_request', message, retryable: false });
}
