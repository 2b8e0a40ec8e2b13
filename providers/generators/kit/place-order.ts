import type { JsonResponse } from '../../../net/request-json.ts';
import { createFailure, lostCreate, unknownOutcome } from './create-failure.ts';
import { readForeignError } from './foreign-error.ts';
import type { ForeignJob } from './foreign-job.ts';
import { cleanProse } from './foreign-prose.ts';
import type { RefusalRow } from './refusals.ts';
import { retryAfter } from './retry-after.ts';

export interface OrderOptions<Job> {
  job: (json: unknown) => Job | null;
  refusals: readonly RefusalRow[];
  now: () => Date;
  /** Struck out of whatever is said. */
  apiKey: string | undefined;
  prompt: string;
}

/** A word or two of a prompt give nothing away, and struck out they would garble every sentence. */
const TELLING_LENGTH = 8;

/** The one exchange that costs money: a job, or a failure that says whether one may exist. */
export async function placeOrder<Job extends ForeignJob>(
  send: () => Promise<JsonResponse>,
  { job: read, refusals, now, apiKey, prompt }: OrderOptions<Job>,
): Promise<Job> {
  const { status, json, headers } = await send().catch((error: unknown) => {
    throw lostCreate(error);
  });
  if (status < 200 || status > 299) {
    const error = readForeignError(json);
    const telling = prompt.length >= TELLING_LENGTH ? prompt : undefined;
    throw createFailure(
      {
        status,
        code: error?.code,
        type: error?.type,
        reason: cleanProse(error?.message, [apiKey, telling]),
        retryAfterSeconds: retryAfter(headers, now()),
      },
      { rows: refusals },
    );
  }
  const job = read(json);
  if (job) return job;
  throw unknownOutcome('The generator took the order but named no job', { sent: 'yes' });
}
