import { ApplicationFailure, activityInfo } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { isSpent } from '../../domain/purchases/faults.ts';
import type { Patience } from '../../domain/purchases/faults.ts';
import { FAILURE_TYPES } from '../../domain/video/failure-types.ts';
import type { LiveProgress } from '../../domain/video/live-progress.ts';
import type { JobStatus } from '../../providers/generators/generator.ts';
import { GeneratorFailure } from '../../providers/generators/kit/generator-failure.ts';
import type { IoActivities, JobRef } from '../contract.ts';
import type { Bounded, Work } from '../kit/attempt.ts';
import type { BuyingDeps, IoDeps } from '../kit/deps.ts';
import { activityFailure } from '../kit/failures.ts';
import { withCodedFailures } from '../kit/heartbeat.ts';
import { retryDelay } from '../kit/retry-delay.ts';
import { isDenial } from './denials.ts';
import { generatorFor, operationOf } from './generator-for.ts';
import { LONGEST_LOOK, nextLook } from './poll-schedule.ts';

type CheckDeps = BuyingDeps & Pick<IoDeps, 'log' | 'hookUrl'>;

const READ_TIMEOUT_MS = 15_000;
/**
 * A generator that says that it does not know us, or the job that it has accepted, is believed after
 * this: a key is exchanged, a balancer has no backend, a server was taken out of one worker's settings.
 */
const DENIED: Patience = { looks: 6, over: 10 * 60_000 };

/** Reads how a job stands. While it is at work, fails with `JobPending` and the time of the next look. */
export function createCheckJob(deps: CheckDeps): Bounded<IoActivities>['checkJob'] {
  return (job) => {
    const live = { stage: 'generate', take: job.take, fraction: 0 } as const;
    return withCodedFailures(
      { live, otherwise: 'generator_failed', paid: true, log: deps.log },
      (work) => look(deps, job, work),
    );
  };
}

async function look(deps: CheckDeps, job: JobRef, work: Work): Promise<void> {
  const answer = await read(deps, job, work);
  switch (answer.status) {
    case 'completed':
      return;
    case 'failed':
      if (isDenial({ info: answer.failure })) throw denied(answer.failure, work);
      throw activityFailure({ ...answer.failure, retryable: false });
    case 'pending': {
      work.progress(answer.progress ?? 0);
      work.clearFaults();
      throw pending(deps, job, answer);
    }
    default:
      answer satisfies never;
  }
}

async function read(deps: CheckDeps, job: JobRef, work: Work): Promise<JobStatus> {
  try {
    const generator = generatorFor(deps, job.model);
    return await generator.status(operationOf(job), { signal: work.within(READ_TIMEOUT_MS) });
  } catch (error) {
    if (error instanceof GeneratorFailure && isDenial(error)) {
      throw denied({ ...error.info, cause: error }, work);
    }
    if (error instanceof ApplicationFailure && error.nonRetryable === true) {
      const { message } = error;
      throw denied({ code: 'generator_invalid_request', message, cause: error }, work);
    }
    throw error;
  }
}

/** Only said long and often enough it ends the take; till then the job is asked for again. */
function denied(
  {
    code,
    message,
    cause,
  }: Pick<Parameters<typeof activityFailure>[0], 'code' | 'message' | 'cause'>,
  work: Work,
): ApplicationFailure {
  const fault = work.fault('denied', cause);
  const retryable = !isSpent(fault, DENIED, Date.now());
  const retryAfterSeconds = Math.min(5 * 2 ** (fault.looks - 1), 120);
  const counted = { retryable, retryAfterSeconds, mayBeAtWork: true };
  return activityFailure({ code, message, ...counted, cause });
}

/** Not an error: benign failures stay out of error logs and failure metrics. */
function pending(
  { hookUrl }: CheckDeps,
  { take }: JobRef,
  answer: JobStatus & { status: 'pending' },
): ApplicationFailure {
  const live: LiveProgress = { stage: 'generate', take, fraction: answer.progress ?? 0 };
  const { attempt, scheduledTimestampMs } = activityInfo();
  const ageSeconds = (Date.now() - scheduledTimestampMs) / 1_000;
  const own = nextLook({ attempt, ageSeconds, webhooks: hookUrl !== null });
  // A generator may ask for more patience than we have, up to what holds for all delays.
  const asked = retryDelay(answer.retryAfterSeconds ?? 0);
  return ApplicationFailure.create({
    type: FAILURE_TYPES.jobPending,
    message: `The generator is at work (${Math.round(live.fraction * 100)} %).`,
    details: [live],
    category: ApplicationFailureCategory.BENIGN,
    nextRetryDelay: Math.max(asked, retryDelay(own, LONGEST_LOOK)),
  });
}
