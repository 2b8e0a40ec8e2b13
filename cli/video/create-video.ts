import type { ApiClient } from '../../client/api-client.ts';
import { callApi, retryPassing } from '../../client/api-client.ts';
import type { CreateRequest } from './create-options.ts';
import type { VideoResource } from '../../client/video-resource.ts';

/** Long enough for an API or a Temporal server that is just being restarted. */
const RETRY_FOR_MS = 60_000;

/** Asks for a video, again if need be: the key makes every repetition mean the same video. */
export function createVideo(
  client: ApiClient,
  request: CreateRequest,
  options: { idempotencyKey: string; signal?: AbortSignal; onRetry?: (reason: string) => void },
): Promise<VideoResource> {
  const { idempotencyKey, ...retry } = options;
  const headers = { 'idempotency-key': idempotencyKey };
  const { signal } = options;
  const call = { body: request, headers, ...(signal === undefined ? {} : { signal }) };
  return retryPassing(() => callApi<VideoResource>(client, 'POST', '/v1/videos', call), {
    ...retry,
    forMs: RETRY_FOR_MS,
  });
}
