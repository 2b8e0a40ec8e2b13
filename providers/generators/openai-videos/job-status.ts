import type { JSONValue } from '@ai-sdk/provider';
import type { GeneratedMedia, JobStatus } from '../generator.ts';
import { cleanProse } from '../kit/foreign-prose.ts';
import { readOperation } from './operation.ts';
import { forgotten, jobFailure } from './read-failure.ts';
import type { ServerClient } from './server-client.ts';

/** Right after a create a server of several processes may not know the job everywhere yet. */
const NOT_FOUND_GRACE_MS = 30_000;

export interface JobStatusDeps {
  client: ServerClient;
  now: () => Date;
  apiKey: string | undefined;
}

export async function readJobStatus(
  { client, now, apiKey }: JobStatusDeps,
  operation: JSONValue,
  signal: AbortSignal | undefined,
): Promise<JobStatus> {
  const { job: id, acceptedAt } = readOperation(operation);
  const answer = await client.read(id, signal);
  if (answer === 404 && now().getTime() - acceptedAt.getTime() < NOT_FOUND_GRACE_MS) {
    const remark = 'the server does not know the job yet';
    return { status: 'pending', phase: null, progress: null, retryAfterSeconds: null, remark };
  }
  if (answer === 404 || answer === 410) throw forgotten(answer);
  const { job, retryAfterSeconds } = answer;
  switch (job.status) {
    case 'completed':
      return { status: 'completed' };
    case 'failed': {
      const reason = cleanProse(job.error?.message, [apiKey, job.prompt ?? undefined]);
      return { status: 'failed', failure: jobFailure(job.error, reason) };
    }
    case 'pending':
      return {
        status: 'pending',
        phase: job.phase,
        progress: job.progress,
        retryAfterSeconds: retryAfterSeconds ?? null,
        remark: job.unfamiliarStatus === null ? null : `unknown status "${job.unfamiliarStatus}"`,
      };
    default:
      return job.status satisfies never;
  }
}

/**
 * The protocol's own place, and beside it the `url` of the job: a server that puts its clips into a
 * cloud bucket (SGLang) hands out nothing else. Our key belongs to the server and not to the bucket.
 */
export async function readMedia(
  client: ServerClient,
  operation: JSONValue,
  signal: AbortSignal,
): Promise<GeneratedMedia> {
  const { job: id } = readOperation(operation);
  const answer = await client.read(id, signal).catch(() => null);
  const url = answer === null || typeof answer === 'number' ? null : answer.job.url;
  const otherwise = url === null ? undefined : { url, headers: {} };
  const content = { url: client.contentUrl(id), headers: client.authorization };
  return { kind: 'link', ...content, otherwise };
}
