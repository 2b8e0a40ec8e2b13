import { buffer } from 'node:stream/consumers';
import type { Experimental_VideoModelV4VideoData as VideoData } from '@ai-sdk/provider';
import type { GeneratedMedia, MediaLink } from '../generator.ts';
import type { GeneratorNet } from '../kit/http.ts';
import { unreachable, unreadable } from '../kit/read-failure.ts';

/** As much as the AI SDK itself will download. */
const MAX_CLIP_BYTES = 2 * 1024 ** 3;
/** By these a link has expired, or is not there yet. */
const NOT_NOW = new Set([400, 404, 409, 410, 425]);

/** Null while the generator says "completed" but its clip is not, or for a moment not, to be had. */
export async function fetchClip(
  net: Pick<GeneratorNet, 'request'>,
  media: GeneratedMedia,
  signal: AbortSignal,
): Promise<VideoData | null> {
  if (media.kind === 'bytes') {
    return { type: 'binary', data: media.bytes, mediaType: media.mediaType };
  }
  const first = await fetchLink(net, media, signal);
  const { otherwise } = media;
  const clip =
    typeof first === 'number' && otherwise ? await fetchLink(net, otherwise, signal) : first;
  if (typeof clip !== 'number') return clip;
  if (NOT_NOW.has(clip)) return null;
  throw unreadable(`it answered HTTP ${clip} for the content`);
}

async function fetchLink(
  net: Pick<GeneratorNet, 'request'>,
  { url, headers }: MediaLink,
  signal: AbortSignal,
): Promise<VideoData | number> {
  const limits = { totalTimeoutMs: 0, maxBytes: MAX_CLIP_BYTES };
  try {
    const answer = await net.request({ url, headers, signal, limits, maxRedirects: 0 });
    if (answer.status === 200) {
      const data = await buffer(answer.body);
      return { type: 'binary', data, mediaType: answer.headers['content-type'] ?? 'video/mp4' };
    }
    answer.body.destroy();
    return answer.status;
  } catch (error) {
    throw unreachable(error);
  }
}
