import type { JsonResponse } from '../../../net/request-json.ts';
import { readForeignError } from './foreign-error.ts';
import { cleanProse } from './foreign-prose.ts';
import { notAuthorised, unreachable, unreadable } from './read-failure.ts';
import { retryAfter } from './retry-after.ts';

export interface AskOptions {
  now: () => Date;
  apiKey: string | undefined;
  /** An answer that is whole although its status says otherwise. */
  isAnswer?: (json: unknown) => boolean;
}

/**
 * One read. Answers what came, refusals as such left to the caller: 404, 410, and whatever else is
 * neither a fault of the moment nor of our key.
 */
export async function ask(
  send: () => Promise<JsonResponse>,
  { now, apiKey, isAnswer = () => false }: AskOptions,
): Promise<JsonResponse> {
  const answer = await send().catch((error: unknown) => {
    throw unreachable(error);
  });
  const { status, json, headers } = answer;
  // vLLM-Omni answers a read of a failed job with the job, under the status of its failure.
  if (isAnswer(json)) return { ...answer, status: 200 };
  if (status === 401 || status === 403) {
    throw notAuthorised(cleanProse(readForeignError(json)?.message, [apiKey]));
  }
  if (status === 429 || status === 408 || status >= 500) {
    const retryAfterSeconds = retryAfter(headers, now());
    throw unreadable(`it answered HTTP ${status}`, { retryAfterSeconds });
  }
  return answer;
}
