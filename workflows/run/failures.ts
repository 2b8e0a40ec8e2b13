import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import type { Failure, FailureCode } from '../../domain/video/failure.ts';
import { FAILURE_CODES, failure, isFailureCode } from '../../domain/video/failure.ts';
import { FAILURE_TYPES } from '../../domain/video/failure-types.ts';
import type { Stage } from '../../domain/video/stages.ts';

/** Ends the run: workflow code never throws a plain `Error`, which would retry the task for ever. */
export function runFailure(code: FailureCode, message: string): ApplicationFailure {
  return ApplicationFailure.create({ type: code, message, nonRetryable: true });
}

/** What a stage's failure means to the caller, when the activity could not say so itself. */
const STAGE_CODES: Record<Stage, FailureCode> = {
  generate: 'generator_failed',
  score: 'internal',
  pick: 'internal',
  ingest: 'storage_failed',
  transcode: 'transcode_failed',
  publish: 'storage_failed',
};

/**
 * The code and reason of whatever a stage threw. An activity's own code wins wherever it sits in the
 * chain: a timeout carries the last attempt's failure as its cause, so a step that kept failing until
 * the deadline reports why it failed.
 */
export function toFailure(error: unknown, stage: Stage): Failure {
  const chain = causes(error);
  for (const link of chain) {
    if (!(link instanceof ApplicationFailure)) continue;
    if (isFailureCode(link.type)) return failure(link.type, link.message, stage);
    if (link.type === FAILURE_TYPES.jobPending) {
      return failure(
        'generator_timeout',
        'The generator did not finish in the time there was.',
        stage,
      );
    }
    if (link.type === FAILURE_TYPES.outcomeUnconfirmed) {
      return failure('outcome_unknown', link.message, stage);
    }
  }
  const timeout = chain.find((link) => link instanceof TimeoutFailure);
  if (timeout?.timeoutType === 'SCHEDULE_TO_CLOSE') {
    return failure('deadline_exceeded', `The deadline passed before ${stage} was done.`, stage);
  }
  const code = chain.some((link) => link instanceof ActivityFailure)
    ? STAGE_CODES[stage]
    : 'internal';
  return failure(code, `${FAILURE_CODES[code].title}.`, stage);
}

function causes(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let link = error; link instanceof Error && chain.length < 10; link = link.cause)
    chain.push(link);
  return chain;
}
