import {
  ApplicationFailure,
  condition,
  defineQuery,
  defineSignal,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { LiveProgress } from '../../domain/video/live-progress.ts';
import { rank } from '../../domain/takes/ranking.ts';
import { decideReview, refuseReview } from '../../domain/review/review.ts';
import type { VideoInput } from '../../domain/video/input.ts';
import type { VideoSnapshot } from '../../domain/video/snapshot.ts';
import { acceptedSnapshot } from '../../domain/video/snapshot.ts';
import { reviewUpdate, stateQuery, wakeSignal } from '../../workflows/run/messages.ts';

/** Merged into the run's snapshot. */
export const tell = defineSignal<[Partial<VideoSnapshot>]>('tell');
/** Starts an activity that says this of itself, by heartbeat or as it asks to be tried again. */
export const work = defineSignal<[LiveProgress & { how: 'beat' | 'pending' }]>('work');
export const end = defineSignal<['completed' | 'failed']>('end');
/** Takes that were woken. */
export const wakes = defineQuery<number[]>('wakes');

const { workOn } = proxyActivities<{ workOn(live: LiveProgress, how: string): Promise<void> }>({
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '30 s',
  cancellationType: 'TRY_CANCEL',
});

/** Speaks a video's messages as the real one does, and otherwise does what a test tells it. */
export async function videoWorkflow(input: VideoInput): Promise<void> {
  let snapshot = acceptedSnapshot(input.id, input.plan, input.acceptedAt);
  snapshot = { ...snapshot, status: 'in_progress' };
  let ended: 'completed' | 'failed' | null = null;
  const woken: number[] = [];
  const at = () => new Date().toISOString();

  setHandler(stateQuery, () => snapshot);
  setHandler(wakes, () => woken);
  setHandler(wakeSignal, ({ take }) => void woken.push(take));
  setHandler(tell, (part) => void (snapshot = { ...snapshot, ...part, updatedAt: at() }));
  setHandler(end, (how) => void (ended = how));
  setHandler(work, ({ how, ...live }) => void workOn(live, how).catch(() => undefined));
  setHandler(
    reviewUpdate,
    (decision) => {
      const review = decideReview(snapshot.review, decision, at());
      snapshot = { ...snapshot, review, status: 'in_progress', updatedAt: at() };
      return review;
    },
    {
      validator: (decision) => {
        const choosable = rank(snapshot.candidates.filter(({ key }) => key !== null));
        const refusal = refuseReview(
          {
            awaiting: snapshot.status === 'awaiting_review',
            review: snapshot.review,
            choosable: choosable.map(({ id }) => id),
          },
          decision,
        );
        if (refusal === null) return;
        throw ApplicationFailure.create({ type: refusal.code, message: refusal.message });
      },
    },
  );

  await condition(() => ended !== null);
  if (ended === 'failed') throw ApplicationFailure.nonRetryable('told to', 'internal');
}

export async function eraseWorkflow(_input: { tenant: string; video: string }): Promise<void> {
  await condition(() => false, '1 s');
}
