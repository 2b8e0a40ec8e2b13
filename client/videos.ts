import { ApiRefusal } from './api-error.ts';
import type { ApiCall, ApiClient } from './call-api.ts';
import { callApi } from './call-api.ts';
import type { Review, Video, VideoList, NewVideo } from './resources.ts';
import { isVideo, isVideoList } from './resources.ts';
import type { RetryOptions } from './retry.ts';
import { retryPassing } from './retry.ts';

/** Long enough for an API or a Temporal server that is just being restarted. */
const CREATE_FOR_MS = 60_000;

export const videoPath = (id: string): string => `/v1/videos/${encodeURIComponent(id)}`;

/** @throws ApiRefusal, also for an answer that is none of this API's. */
async function answerOf<T>(
  client: ApiClient,
  [method, path]: [method: string, path: string],
  is: (body: unknown) => body is T,
  call: ApiCall = {},
): Promise<T> {
  const { status, body } = await callApi(client, method, path, call);
  if (is(body)) return body;
  throw new ApiRefusal(status, { detail: 'with something that is no answer of this API' });
}

/** Asks for a video, again if need be: the key makes every repetition mean the same video. */
export function createVideo(
  client: ApiClient,
  request: NewVideo,
  options: { idempotencyKey: string } & Omit<RetryOptions, 'forMs'>,
): Promise<Video> {
  const { idempotencyKey, ...retry } = options;
  const headers = { 'idempotency-key': idempotencyKey };
  const call = { body: request, headers, signal: options.signal };
  return retryPassing(() => answerOf(client, ['POST', '/v1/videos'], isVideo, call), {
    ...retry,
    forMs: CREATE_FOR_MS,
  });
}

export function getVideo(client: ApiClient, id: string, signal?: AbortSignal): Promise<Video> {
  return answerOf(client, ['GET', videoPath(id)], isVideo, { signal });
}

/** `asked`: the query of the route; what is undefined stays out. */
export function listVideos(
  client: ApiClient,
  asked: Record<string, string | undefined>,
  signal?: AbortSignal,
): Promise<VideoList> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) {
    if (value !== undefined) query.set(name, value);
  }
  const path = query.size === 0 ? '/v1/videos' : `/v1/videos?${query.toString()}`;
  return answerOf(client, ['GET', path], isVideoList, { signal });
}

export interface Reviewed {
  /** Else no worker has confirmed it yet, and a later look tells. */
  decided: boolean;
  video: Video;
}

export async function reviewVideo(
  client: ApiClient,
  id: string,
  review: Review,
): Promise<Reviewed> {
  const { status, body } = await callApi(client, 'POST', `${videoPath(id)}/review`, {
    body: review,
  });
  if (!isVideo(body)) throw new ApiRefusal(status, { detail: 'with something that is no video' });
  return { decided: status !== 202, video: body };
}

export function cancelVideo(client: ApiClient, id: string): Promise<Video> {
  return answerOf(client, ['POST', `${videoPath(id)}/cancel`], isVideo);
}

export async function deleteVideo(client: ApiClient, id: string): Promise<void> {
  await callApi(client, 'DELETE', videoPath(id));
}
