import { buffer } from 'node:stream/consumers';
import { inputImageKey } from '../../domain/keys.ts';
import type { VideoRef } from '../../domain/refs.ts';
import type { ImageType } from '../../domain/video/image-type.ts';
import { imageType } from '../../domain/video/image-type.ts';
import type { InputImage } from '../../domain/video/request.ts';
import { REQUEST_LIMITS } from '../../domain/video/request.ts';
import { CALLER_LINK_LIMITS } from '../../net/limits.ts';
import { NetError } from '../../net/net-error.ts';
import type { IoDeps } from '../kit/deps.ts';
import { activityFailure } from '../kit/failures.ts';

interface Image<Type extends string = string> {
  bytes: Uint8Array;
  mediaType: Type;
}

/**
 * The bytes of a request's first frame: an upload or what was fetched into our store, or, for a run
 * that began before links were fetched once, somebody's link through the guarded client; so a
 * generator is never made to fetch it and never told where it came from.
 */
export async function readInputImage(
  deps: IoDeps,
  { tenant, video }: VideoRef,
  image: InputImage | null,
  signal: AbortSignal,
): Promise<Image | null> {
  if (image === null) return null;
  const key = image.kind === 'stored' ? image.key : inputImageKey(tenant, video);
  const stored = await readStoredImage(deps, key, signal);
  if (stored !== null) return stored;
  if (image.kind === 'stored') throw refused('The uploaded image is gone.');
  return fetchLinkedImage(deps, image.url, signal);
}

export async function readStoredImage(
  { store }: IoDeps,
  key: string,
  signal: AbortSignal,
): Promise<Image | null> {
  const found = await store.get(key, { signal });
  if (found === null) return null;
  return { bytes: await buffer(found.body), mediaType: found.head.contentType };
}

/** What a caller's link leads to, by the guarded client. Its failures are the request's, not a take's. */
export async function fetchLinkedImage(
  { callerNet }: Pick<IoDeps, 'callerNet'>,
  url: string,
  signal: AbortSignal,
): Promise<Image<ImageType>> {
  const bytes = await download(callerNet, url, signal);
  const mediaType = imageType(bytes);
  if (mediaType === null)
    throw refused('What the image link leads to is no PNG, JPEG or WebP image.');
  return { bytes, mediaType };
}

async function download(
  net: IoDeps['callerNet'],
  url: string,
  signal: AbortSignal,
): Promise<Buffer> {
  const { imageBytes: maxBytes } = REQUEST_LIMITS;
  try {
    const { body } = await net.download({ url, maxBytes, limits: CALLER_LINK_LIMITS, signal });
    return await buffer(body);
  } catch (cause) {
    // What was broken off by us says nothing about the link.
    if (!(cause instanceof NetError) || signal.aborted) throw cause;
    const message = 'The image could not be fetched from its link.';
    const { retryable } = cause;
    throw activityFailure({ code: 'generator_invalid_request', message, retryable, cause });
  }
}

export function refused(message: string): Error {
  return activityFailure({ code: 'generator_invalid_request', message, retryable: false });
}
