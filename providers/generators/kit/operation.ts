import type { JSONValue } from '@ai-sdk/provider';
import { asObject } from './foreign-json.ts';
import { GeneratorFailure } from './generator-failure.ts';

/**
 * What polling needs to know of a job. Goes through Temporal's history, so: no key and no address.
 */
export interface PolledJob {
  job: string;
  acceptedAt: Date;
}

export function writeOperation(job: string, acceptedAt: Date): JSONValue {
  return { job, accepted_at: acceptedAt.toISOString() };
}

export function readOperation(value: JSONValue): PolledJob {
  const fields = asObject(value);
  const [job, acceptedAt] = [fields?.['job'], new Date(String(fields?.['accepted_at']))];
  if (typeof job === 'string' && job !== '' && !Number.isNaN(acceptedAt.getTime())) {
    return { job, acceptedAt };
  }
  throw new GeneratorFailure({
    code: 'generator_failed',
    kind: 'NOT_FOUND',
    message: 'The record of the job cannot be read.',
    retryable: false,
    billed: 'maybe',
    sent: 'yes',
  });
}
