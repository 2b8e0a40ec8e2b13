import { buffer } from 'node:stream/consumers';
import { inputImageKey } from '../../domain/keys.ts';
import type { VideoRef } from '../../domain/refs.ts';
import { imageType } from '../../domain/video/image-type.ts';
import type { InputImage } from '../../domain/video/request.ts';
import { REQUEST_LIMITS } from '../../domain/video/request.ts';
import { NetError } from '../../net/net-error.ts';
import type { InputImage as GeneratorImage } from '../../providers/generators/generator.ts';
import type { IoDeps } from '../kit/deps.ts';
import { activityFailure } from '../kit/failures.ts';

/**
 * The bytes of a request's first frame: an upload or what was fetched into our store, or, for a run
 * that began before links were fetched once, somebody's link through the guarded client; so a
 * generator is never made to fetch it and never told where it came from.
 */
export async function readInputImage(
  deps: IoDeps,
  { tenant, video }: VideoRef,
  image: InputImage,
): Promise<GeneratorImage> {
  if (image.kind === 'stored') {
    const found = await deps.store.get(image.key);
    if (found === null) throw refused('The uploaded image is gone.');
    return { bytes: await buffer(found.body), mediaType: image.mediaType };
  }
  const fetched = await deps.store.get(inputImageKey(tenant, video));
  const bytes = fetched === null ? await fetchImage(deps, image.url) : await buffer(fetched.body);
  const mediaType = imageType(bytes);
  if (mediaType === null)
    throw refused('What the image link leads to is no PNG, JPEG or WebP image.');
  return { bytes, mediaType };
}

/** Its failures are the request's, not a finished take's. */
async function fetchImage({ callerNet }: IoDeps, url: string): Promise<Buffer> {
  try {
    const { body } = await callerNet.download({ url, maxBytes: REQUEST_LIMITS.imageBytes });
    return await buffer(body);
  } catch (cause) {
    if (!(cause instanceof NetError)) throw cause;
    const message = 'The image could not be fetched from its link.';
    const { retryable } = cause;
    throw activityFailure({ code: 'generator_invalid_request', message, retryable, cause });
  }
}

function refused(message: string): Error {
  return activityFailure({ code: 'generator_invalid_request', message, retryable: false });
}
