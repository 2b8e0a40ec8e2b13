import * as z from 'zod';
import { recordKey } from '../domain/keys.ts';
import type { VideoRef } from '../domain/refs.ts';
import type { DecidedReview } from '../domain/review/review.ts';
import type { Gate, Score } from '../domain/takes/score.ts';
import { isFailureCode } from '../domain/video/failure.ts';
import type { FailureCode } from '../domain/video/failure.ts';
import type { ReviewPolicy } from '../domain/video/request.ts';
import type { Stage } from '../domain/video/stages.ts';
import type { Choice, TakeStatus } from '../domain/takes/take.ts';
import type { VideoRecord } from '../domain/video/record.ts';
import type { VideoStatus } from '../domain/video/status.ts';
import { documentKind } from './document.ts';

/** One of a closed set of words; the compiler sees to it that none is forgotten. */
function word<T extends string>(all: Record<T, true>) {
  return z.custom<T>((value) => typeof value === 'string' && Object.hasOwn(all, value));
}

const stage = word<Stage>({
  generate: true,
  score: true,
  pick: true,
  ingest: true,
  transcode: true,
  publish: true,
});
const onDeadline = word<ReviewPolicy['onDeadline']>({ publish_best: true, reject: true });

/** Kept as it is: a copy would lose a key of the name `__proto__`. */
const metadata = z.custom<Record<string, string>>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((each) => typeof each === 'string'),
);

const Plan = z.looseObject({
  model: z.string(),
  variations: z.number(),
  minCandidates: z.number(),
  duration: z.number(),
  width: z.number(),
  height: z.number(),
  frameRate: z.number(),
  audio: z.boolean(),
  seed: z.number(),
  review: z.looseObject({
    mode: word<ReviewPolicy['mode']>({ never: true, always: true, below_threshold: true }),
    threshold: z.number(),
    deadline: z.number(),
    onDeadline,
  }),
  ladder: z.array(z.number()).nullable(),
  deadline: z.number(),
});

const Request = z.looseObject({
  prompt: z.string(),
  negativePrompt: z.string().nullable(),
  image: z
    .union([
      z.looseObject({ kind: z.literal('url'), url: z.string() }),
      z.looseObject({ kind: z.literal('stored'), key: z.string(), mediaType: z.string() }),
    ])
    .nullable(),
  metadata,
  plan: Plan,
});

const Failure = z.looseObject({
  code: z.custom<FailureCode>(isFailureCode),
  message: z.string(),
  stage: stage.nullable(),
  retryable: z.boolean(),
});

const picture = {
  width: z.number(),
  height: z.number(),
  duration: z.number(),
  frameRate: z.number(),
  hasAudio: z.boolean(),
};

const Judgement = z.looseObject({
  name: z.string(),
  version: z.string(),
  total: z.number(),
  gates: z.array(
    z.looseObject({
      gate: word<Gate>({
        undecodable: true,
        black: true,
        frozen: true,
        wrong_size: true,
        wrong_duration: true,
      }),
      detail: z.string(),
    }),
  ),
  // Absent where the evidence was gone before the record was written.
  signals: z
    .array(
      z.looseObject({
        name: z.string(),
        value: z.number(),
        unit: z.string(),
        score: z.number(),
        at: z.number().nullable(),
      }),
    )
    .default([]),
});

const Take = z.looseObject({
  id: z.string(),
  index: z.number(),
  model: z.string(),
  seed: z.number(),
  status: word<TakeStatus>({
    waiting: true,
    generating: true,
    stored: true,
    scored: true,
    failed: true,
    cancelled: true,
  }),
  key: z.string().nullable(),
  stored: z.looseObject({ bytes: z.number(), crc32c: z.string() }).nullable(),
  media: z.looseObject(picture).nullable(),
  score: z
    .looseObject({
      total: z.number().nullable(),
      verdict: word<Score['verdict']>({ pass: true, gated: true, unscored: true }),
      judges: z.array(Judgement),
    })
    .nullable(),
  failure: Failure.nullable(),
});

const Review = z.looseObject({
  required: z.boolean(),
  recommended: z.string().nullable(),
  dueAt: z.string().nullable(),
  onDeadline,
  decision: z
    .looseObject({
      decision: word<DecidedReview['decision']>({ approve: true, reject: true, choose: true }),
      candidate: z.string().exactOptional(),
      reviewer: z.string(),
      reason: z.string().exactOptional(),
      decidedAt: z.string(),
    })
    .nullable(),
});

const Snapshot = z.looseObject({
  status: word<VideoStatus>({
    queued: true,
    in_progress: true,
    awaiting_review: true,
    published: true,
    failed: true,
    rejected: true,
    cancelled: true,
  }),
  stage: stage.nullable(),
  progress: z.number(),
  updatedAt: z.string(),
  publishedAt: z.string().nullable(),
  candidates: z.array(Take),
  pick: z
    .looseObject({
      candidate: z.string(),
      by: word<Choice['by']>({ score: true, reviewer: true, policy: true, only: true }),
      reason: z.string(),
    })
    .nullable(),
  review: Review,
  media: z
    .looseObject({
      ...picture,
      version: z.number(),
      renditions: z.array(
        z.looseObject({
          name: z.string(),
          width: z.number(),
          height: z.number(),
          bandwidth: z.number(),
          averageBandwidth: z.number(),
          codecs: z.string(),
        }),
      ),
    })
    .nullable(),
  failure: Failure.nullable(),
  cost: z.looseObject({ amountMicros: z.number() }),
});

/**
 * A field that is new here gets a default, so that records from before it still read; one that changes
 * its meaning gets a version and an upgrade.
 */
export const videoRecordDocument = documentKind<VideoRef, VideoRecord>({
  name: 'video record',
  key: ({ tenant, video }) => recordKey(tenant, video),
  version: 1,
  versionField: 'schemaVersion',
  schema: z.looseObject({
    schemaVersion: z.literal(1),
    id: z.string(),
    tenant: z.string(),
    createdAt: z.string(),
    request: Request,
    keyDigest: z.string().nullable(),
    snapshot: Snapshot,
  }),
});
