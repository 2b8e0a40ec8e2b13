import type { ActivityExecuteInput } from '@temporalio/worker';
import { ApplicationFailure } from '@temporalio/common';
import { decodeTime } from 'ulid';
import * as z from 'zod';
import { FAILURE_TYPES } from '../domain/video/failure-types.ts';
import { accountOf } from '../domain/models/model-name.ts';
import type { Meters } from '../telemetry/metrics.ts';

/** From a take that was refused at once to a review that took its days, in seconds. */
const VIDEO_SECONDS = [5, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 14_400, 86_400, 604_800];
const WAIT_SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 2, 5, 15, 60, 300, 1_800];

export type ActivityMeters = ReturnType<typeof activityMeters>;

export function activityMeters(meters: Meters) {
  return {
    ended: meters.counter(
      'videos_ended_total',
      'Videos by how they ended; code and stage are of the failure, where there was one.',
      ['outcome', 'code', 'stage'],
    ),
    takes: meters.counter('takes_ended_total', 'Takes of ended videos by what became of them.', [
      'provider',
      'status',
      'code',
    ]),
    seconds: meters.histogram(
      'video_seconds',
      'From the acceptance of a video to its publication.',
      [],
      VIDEO_SECONDS,
    ),
    purchases: meters.counter('purchases_total', 'Jobs that a provider accepted.', ['provider']),
    cost: meters.counter('purchases_cost_micros_total', 'Their quoted cost in micro-dollars.', [
      'provider',
    ]),
    failures: meters.counter('activity_failures_total', 'Failed attempts by their reason.', [
      'activity',
      'code',
      'provider',
    ]),
    wait: meters.histogram(
      'activity_wait_seconds',
      'How long attempts waited in their queue before a worker took them.',
      ['queue'],
      WAIT_SECONDS,
    ),
  };
}

const ABOUT = z.object({ model: z.string().optional(), video: z.string().optional() });
const FAILURE = z.object({ code: z.string(), stage: z.string() }).nullable();
const ENDED = z.object({
  status: z.enum(['published', 'failed', 'rejected', 'cancelled']),
  failure: FAILURE,
  candidates: z.array(z.object({ model: z.string(), status: z.string(), failure: FAILURE })),
});
const BOUGHT = z.object({ costMicros: z.number() });

/** Counts what an attempt did by what it was given and what it answered. */
export function countResult(
  meters: ActivityMeters,
  activity: string,
  { args }: Pick<ActivityExecuteInput, 'args'>,
  result: unknown,
): void {
  const { model, video } = aboutOf(args);
  if (activity === 'submitJob') {
    const provider = providerOf(model);
    meters.purchases.inc({ provider });
    meters.cost.inc({ provider }, BOUGHT.safeParse(result).data?.costMicros ?? 0);
  }
  // These two write the end; what they answer is the end that stands.
  if (activity !== 'publishVideo' && activity !== 'closeRecord') return;
  const { data: end } = ENDED.safeParse(result);
  if (end === undefined) return;
  const { status: outcome, failure, candidates } = end;
  meters.ended.inc({ outcome, code: failure?.code ?? '', stage: failure?.stage ?? '' });
  for (const take of candidates) {
    const provider = providerOf(take.model);
    meters.takes.inc({ provider, status: take.status, code: take.failure?.code ?? '' });
  }
  if (outcome === 'published' && video !== undefined) {
    meters.seconds.observe((Date.now() - decodeTime(video.slice(4).toUpperCase())) / 1_000);
  }
}

/** A job that is still at work is no failure, though its look is tried again as one. */
export function countFailure(
  meters: ActivityMeters,
  activity: string,
  { args }: Pick<ActivityExecuteInput, 'args'>,
  error: unknown,
): void {
  const code = error instanceof ApplicationFailure ? (error.type ?? 'unknown') : 'cancelled';
  if (code === FAILURE_TYPES.jobPending) return;
  meters.failures.inc({ activity, code, provider: providerOf(aboutOf(args).model) });
}

const aboutOf = (args: unknown[]) => ABOUT.safeParse(args[0]).data ?? {};
const providerOf = (model: string | undefined): string =>
  model === undefined ? '' : accountOf(model);
