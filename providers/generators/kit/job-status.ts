import type { JSONValue } from '@ai-sdk/provider';
import type { JsonResponse } from '../../../net/request-json.ts';
import type { JobStatus } from '../generator.ts';
import { type AskOptions, ask } from './ask.ts';
import type { ForeignJob } from './foreign-job.ts';
import { readOperation } from './operation.ts';
import { forgotten, jobFailure, unreadable } from './read-failure.ts';
import type { RefusalRow } from './refusals.ts';
import { retryAfter } from './retry-after.ts';

/** Right after a create a server of several processes may not know the job everywhere yet. */
const NOT_FOUND_GRACE_MS = 30_000;

export interface JobReader<Job extends ForeignJob> extends Pick<AskOptions, 'now' | 'apiKey'> {
  send: (job: string) => Promise<JsonResponse>;
  job: (json: unknown) => Job | null;
  refusals: readonly RefusalRow[];
}

type Reading<Job> = { job: Job; retryAfterSeconds: number | undefined } | 404 | 410;

export async function readJob<Job extends ForeignJob>(
  reader: JobReader<Job>,
  id: string,
): Promise<Reading<Job>> {
  const { now, apiKey, job: read } = reader;
  const isAnswer = (json: unknown) => {
    const job = read(json);
    return job?.id === id && job.state.status === 'failed';
  };
  const answer = await ask(() => reader.send(id), { now, apiKey, isAnswer });
  const { status } = answer;
  if (status === 404 || status === 410) return status;
  const job = status === 200 ? read(answer.json) : null;
  if (job === null) throw unreadable(`its answer is no job (HTTP ${status})`);
  return { job, retryAfterSeconds: retryAfter(answer.headers, now()) };
}

export async function readJobStatus<Job extends ForeignJob>(
  reader: JobReader<Job>,
  operation: JSONValue,
): Promise<JobStatus> {
  const { job: id, acceptedAt } = readOperation(operation);
  const reading = await readJob(reader, id);
  if (reading === 404 || reading === 410) {
    const age = reader.now().getTime() - acceptedAt.getTime();
    if (reading === 410 || age >= NOT_FOUND_GRACE_MS) throw forgotten(reading);
    return pending({ remark: 'the generator does not know the job yet' });
  }
  const { job, retryAfterSeconds = null } = reading;
  const { status, phase, unfamiliar } = job.state;
  switch (status) {
    case 'completed':
      return { status };
    case 'failed': {
      const secrets = [reader.apiKey, job.prompt ?? undefined];
      return { status, failure: jobFailure(reader.refusals, job.error, secrets) };
    }
    case 'pending': {
      const remark = unfamiliar === null ? null : `unknown status "${unfamiliar}"`;
      return pending({ phase, progress: job.progress, retryAfterSeconds, remark });
    }
    default:
      return status satisfies never;
  }
}

function pending(more: Partial<Extract<JobStatus, { status: 'pending' }>>): JobStatus {
  const nothing = { phase: null, progress: null, retryAfterSeconds: null, remark: null };
  return { status: 'pending', ...nothing, ...more };
}
