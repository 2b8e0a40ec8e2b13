import { randomInt } from 'node:crypto';
import type { ReviewPolicy, VideoRequest } from '../../domain/video/request.ts';
import { REQUEST_DEFAULTS as DEFAULTS, REQUEST_LIMITS } from '../../domain/video/request.ts';
import { frameSize } from './frame-size.ts';
import { parseDuration } from '../http/iso-duration.ts';
import type { VideoRequestBody } from './request-schema.ts';

/** What was asked with every default filled in; an uploaded image is not in it yet. */
export function planRequest(body: VideoRequestBody, given: { model: string }): VideoRequest {
  const review = reviewPolicy(body.review);
  return {
    prompt: body.prompt,
    negativePrompt: body.negative_prompt ?? null,
    image: body.image === undefined ? null : { kind: 'url', url: body.image.url },
    metadata: body.metadata ?? {},
    plan: {
      model: given.model,
      variations: body.variations ?? DEFAULTS.variations,
      minCandidates: body.min_candidates ?? DEFAULTS.minCandidates,
      duration: body.duration ?? DEFAULTS.duration,
      ...frameSize(body),
      frameRate: body.frame_rate ?? DEFAULTS.frameRate,
      audio: body.audio ?? DEFAULTS.audio,
      seed: body.seed ?? randomInt(REQUEST_LIMITS.seed.max + 1),
      review,
      ladder: body.ladder ?? null,
      deadline: body.deadline ?? defaultDeadline(review),
    },
  };
}

function reviewPolicy(asked: VideoRequestBody['review'] = {}): ReviewPolicy {
  const { deadline } = asked;
  const seconds = typeof deadline === 'string' ? parseDuration(deadline) : deadline;
  return {
    mode: asked.mode ?? DEFAULTS.review.mode,
    threshold: asked.threshold ?? DEFAULTS.review.threshold,
    deadline: seconds ?? DEFAULTS.review.deadline,
    onDeadline: asked.on_deadline ?? DEFAULTS.review.onDeadline,
  };
}

/** Even the longest review leaves the run inside what a request may ask for. */
function defaultDeadline(review: ReviewPolicy): number {
  const waiting = review.mode === 'never' ? 0 : review.deadline;
  return Math.min(DEFAULTS.deadline + waiting, REQUEST_LIMITS.deadline.max);
}
