import { ActivityFailure, ApplicationFailure, isCancellation, patched } from '@temporalio/workflow';
import type { JobRef, KeptTake, SubmittedJob } from '../../activities/contract.ts';
import type { TakeId } from '../../domain/ids.ts';
import { purchaseReference, takeId } from '../../domain/ids.ts';
import { JOB_GIVEN_UP } from '../../domain/video/failure-types.ts';
import type { Failure } from '../../domain/video/failure.ts';
import { takeSeed } from '../../domain/video/request.ts';
import { activities } from '../run/activity-options.ts';
import { awaitJob } from '../run/await-job.ts';
import { runFailure, toFailure } from '../run/failures.ts';
import type { Run } from '../run/run.ts';
import { settleTakes } from './settle-takes.ts';

/** A take in our own store. */
export interface StoredTake extends KeptTake {
  id: TakeId;
  index: number;
}

/** A job that was given up is cancelled within this time, or left to the provider. */
const ABANDON_MS = 15_000;

/** Buys every variation at once and keeps each as soon as it is done. Fails when too few survive. */
export async function generate(run: Run): Promise<StoredTake[]> {
  run.enter('generate');
  const { tenant, id: video, plan } = run.input;
  // First on the stack, so it runs after the jobs that might still deliver have been cancelled.
  run.compensations.add({
    name: 'takes',
    on: ['cancelled'],
    undo: (withinMs) =>
      activities.discardStaging.executeWithOptions(
        { scheduleToCloseTimeout: withinMs, summary: 'discard everything stored' },
        [{ tenant, video, takes: true }],
      ),
  });
  await fetchImage(run);
  return settleTakes(
    run,
    Array.from({ length: plan.variations }, (_, index) => () => generateTake(run, index)),
  );
}

/** Once for all takes: so they start from one picture, and its server is asked once. */
async function fetchImage(run: Run): Promise<void> {
  const { tenant, id: video, plan, imageLink } = run.input;
  if (imageLink !== true || !patched('image-once')) return;
  const options = {
    scheduleToCloseTimeout: run.within(run.limits.generateEndsAt),
    summary: 'fetch the first frame',
  };
  try {
    await activities.fetchImage.executeWithOptions(options, [{ tenant, video }]);
  } catch (error) {
    if (isCancellation(error)) throw error;
    const reason = toFailure(error, 'generate');
    for (let take = 0; take < plan.variations; take += 1) {
      run.progress.changeTake(take, { status: 'failed', failure: reason });
    }
    throw runFailure(reason.code, reason.message);
  }
}

async function generateTake(run: Run, index: number): Promise<StoredTake> {
  const { tenant, id: video, plan } = run.input;
  const label = `take ${index + 1} of ${plan.variations}`;
  const cancelJob = (withinMs: number): Promise<void> =>
    activities.cancelJob.executeWithOptions(
      { scheduleToCloseTimeout: withinMs, summary: `${label}: cancel its job` },
      [{ tenant, video, take: index, model: plan.model }],
    );
  const compensation = `job ${index}`;
  const job = { isOver: false };
  try {
    run.progress.changeTake(index, { status: 'generating' });
    // Before the purchase: a run that ends while the answer is on its way must still find the job.
    run.compensations.add({
      name: compensation,
      on: ['cancelled', 'failed', 'rejected'],
      undo: cancelJob,
    });
    const kept = await buyAndKeep(run, index, label, job);
    run.compensations.drop(compensation);
    run.progress.changeTake(index, { status: 'stored', key: kept.key, stored: kept.stored });
    return { ...kept, id: takeId(video, index), index };
  } catch (error) {
    if (isCancellation(error)) throw error;
    const reason = toFailure(error, 'generate');
    run.progress.changeTake(index, { status: 'failed', failure: reason });
    // A job that was given up costs for as long as it is at work. What cannot be cancelled now is tried
    // again should the run end without a video.
    const isOver = job.isOver || saysJobIsOver(error, reason);
    if (isOver || (await abandon(reason, cancelJob))) run.compensations.drop(compensation);
    throw runFailure(reason.code, reason.message);
  }
}

/** Whether the generator itself has said the last word: it is done, or it will never be. */
function saysJobIsOver(error: unknown, { code }: Failure): boolean {
  const final =
    error instanceof ActivityFailure &&
    error.activityType === 'checkJob' &&
    error.retryState === 'NON_RETRYABLE_FAILURE' &&
    !isGivenUp(error.cause);
  return final && (code === 'generator_failed' || code === 'generator_refused');
}

/** By us, after long enough: the generator has said nothing of the job. */
function isGivenUp(cause: unknown): boolean {
  return cause instanceof ApplicationFailure && cause.details?.[0] === JOB_GIVEN_UP;
}

/** False when the job may still be at work. */
async function abandon(
  { code }: Failure,
  cancelJob: (withinMs: number) => Promise<void>,
): Promise<boolean> {
  if (code !== 'generator_timeout' && !patched('cancel-what-is-given-up')) return true;
  try {
    await cancelJob(ABANDON_MS);
    return true;
  } catch (error) {
    if (isCancellation(error)) throw error;
    return false;
  }
}

async function buyAndKeep(
  run: Run,
  index: number,
  label: string,
  known: { isOver: boolean },
): Promise<KeptTake> {
  const { tenant, id: video, plan } = run.input;
  const job = await submit(run, index, label);
  const ref: JobRef = { tenant, video, take: index, model: plan.model, operation: job.operation };
  await awaitJob({
    take: index,
    etaSeconds: job.etaSeconds,
    wake: run.wake,
    check: () =>
      activities.checkJob.executeWithOptions(
        {
          scheduleToCloseTimeout: run.within(run.limits.generateEndsAt),
          summary: `${label}: wait for job ${job.jobId}`,
        },
        [ref],
      ),
  });
  known.isOver = true;
  return activities.keepTake.executeWithOptions(
    { scheduleToCloseTimeout: run.within(), summary: `${label}: keep` },
    [ref],
  );
}

async function submit(run: Run, index: number, label: string): Promise<SubmittedJob> {
  const { tenant, id: video, plan } = run.input;
  const job = await activities.submitJob.executeWithOptions(
    {
      scheduleToCloseTimeout: run.within(run.limits.generateEndsAt),
      summary: `${label}: submit to ${plan.model}`,
    },
    [
      {
        tenant,
        video,
        take: index,
        model: plan.model,
        seed: takeSeed(plan, index),
        reference: purchaseReference(video, index, 0),
        wakeUntil: new Date(run.limits.generateEndsAt).toISOString(),
      },
    ],
  );
  run.progress.spend(job.costMicros);
  return job;
}
