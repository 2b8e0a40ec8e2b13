import { inputImageKey } from '../../domain/keys.ts';
import type { VideoRef } from '../../domain/refs.ts';
import { imageType } from '../../domain/video/image-type.ts';
import { StoreError } from '../../providers/stores/store.ts';
import type { FetchedImage, IoActivities } from '../contract.ts';
import type { Bounded, Work } from '../kit/attempt.ts';
import type { IoDeps } from '../kit/deps.ts';
import { erased } from '../kit/failures.ts';
import { withHeartbeat } from '../kit/heartbeat.ts';
import { fetchLinkedImage, readStoredImage, refused } from './input-image.ts';

/** Brings the picture behind a caller's link into our store, where every take finds it. */
export function createFetchImage(deps: IoDeps): Bounded<IoActivities>['fetchImage'] {
  return (input) => {
    const live = { stage: 'generate', take: null, fraction: 0 } as const;
    return withHeartbeat({ live, otherwise: 'generator_invalid_request', log: deps.log }, (work) =>
      fetchImage(deps, input, work),
    );
  };
}

async function fetchImage(
  deps: IoDeps,
  { tenant, video }: VideoRef,
  { signal }: Work,
): Promise<FetchedImage> {
  const record = await deps.records.read(tenant, video);
  if (record === null) throw erased();
  const { image } = record.request;
  const key = inputImageKey(tenant, video);
  const earlier = await kept(deps, key, signal);
  if (earlier !== null) return earlier;
  if (image?.kind !== 'url') throw refused('There is no image.');
  const { bytes, mediaType } = await fetchLinkedImage(deps, image.url, signal);
  try {
    await deps.store.put(key, bytes, { contentType: mediaType, if: 'absent', signal });
    return { key, mediaType };
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'precondition_failed') throw error;
    // Another attempt, thought dead, was faster: every take is to see the same picture.
    const standing = await kept(deps, key, signal);
    if (standing === null) throw error;
    return standing;
  }
}

async function kept(deps: IoDeps, key: string, signal: AbortSignal): Promise<FetchedImage | null> {
  const found = await readStoredImage(deps, key, signal);
  if (found === null) return null;
  const mediaType = imageType(found.bytes);
  if (mediaType === null) throw refused('The image cannot be read.');
  return { key, mediaType };
}
