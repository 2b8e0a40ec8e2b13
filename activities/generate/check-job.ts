import { ApplicationFailure, activityInfo } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { JSONValue } from '@ai-sdk/provider';
import { FAILURE_TYPES } from '../../domain/video/failure-types.ts';
import type { LiveProgress } from '../../domain/video/live-progress.ts';
import type { IoActivities } from '../contract.ts';
import { withCodedFailures } from '../kit/heartbeat.ts';
import type { GeneratorDeps, IoDeps } from '../kit/deps.ts';
import { activityFailure } from '../kit/failures.ts';
import { generatorFor } from './generator-for.ts';

const READ_TIMEOUT_MS = 15_000;
/**
 * Seconds between looks, by attempt: a short clip is noticed soon even where no doorbell rings, a long
 * one is not asked for all the time. Below one second the server rounds up.
 */
const SCHEDULE = [1, 1.5, 2, 2, 3, 3, 4, 5, 6, 8, 10, 12];
const SLOWEST = 15;
/** A generator may ask for more patience than this; one that asks for a day would end the take. */
const LONGEST = 300;

/** Reads how a job stands. While it is at work, fails with `JobPending` and the time of the next look. */
export function createCheckJob(
  deps: GeneratorDeps & Pick<IoDeps, 'log'>,
): IoActivities['checkJob'] {
  return (job) =>
    withCodedFailures({ otherwise: 'generator_failed', log: deps.log }, async () => {
      const generator = generatorFor(deps, job.model);
      const signal = AbortSignal.timeout(READ_TIMEOUT_MS);
      const answer = await generator.status(job.operation as JSONValue, { signal });
      switch (answer.status) {
        case 'completed':
          return;
        case 'failed':
          throw activityFailure({ ...answer.failure, retryable: false });
        case 'pending':
          throw pending(
            { stage: 'generate', take: job.take, fraction: answer.progress ?? 0 },
            answer.retryAfterSeconds ?? delay(activityInfo().attempt),
          );
        default:
          answer satisfies never;
      }
    });
}

function delay(attempt: number): number {
  return SCHEDULE[attempt - 1] ?? SLOWEST;
}

/** Not an error: benign failures stay out of error logs and failure metrics. */
function pending(live: LiveProgress, delaySeconds: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: FAILURE_TYPES.jobPending,
    message: `The generator is at work (${Math.round(live.fraction * 100)} %).`,
    details: [live],
    category: ApplicationFailureCategory.BENIGN,
    nextRetryDelay: Math.min(Math.max(1, delaySeconds), LONGEST) * 1_000,
  });
}
