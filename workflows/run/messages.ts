import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { ReviewDecision, ReviewState } from '../../domain/review/review.ts';
import type { VideoSnapshot } from '../../domain/video/snapshot.ts';
import { MESSAGES } from '../../temporal/names.ts';

/** Which take's job may have news. Only a wake-up: what happened is read from the generator. */
export interface Wake {
  take: number;
}

export const wakeSignal = defineSignal<[Wake]>(MESSAGES.wake);
export const reviewUpdate = defineUpdate<ReviewState, [ReviewDecision]>(MESSAGES.review);
export const reviewSignal = defineSignal<[ReviewDecision]>(MESSAGES.review);
export const stateQuery = defineQuery<VideoSnapshot>(MESSAGES.state);
