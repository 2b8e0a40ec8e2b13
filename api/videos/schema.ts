import * as z from 'zod';
import { FAILURE_CODE_NAMES } from '../../domain/video/failure.ts';
import { STAGES } from '../../domain/video/stages.ts';
import { TERMINAL_STATUSES } from '../../domain/video/status.ts';

export const STATUSES = ['queued', 'in_progress', 'awaiting_review', ...TERMINAL_STATUSES] as const;

const time = z.string().meta({ format: 'date-time', description: 'RFC 3339, UTC.' });
const link = z.string().meta({ format: 'uri' });

const FailureBody = z
  .strictObject({
    code: z.enum(FAILURE_CODE_NAMES),
    message: z.string(),
    stage: z.enum(STAGES).nullable(),
    retryable: z.boolean().meta({ description: 'Whether the same request may succeed later.' }),
  })
  .meta({ id: 'Failure' });

const JudgementBody = z
  .strictObject({
    name: z.string(),
    version: z.string(),
    total: z.number(),
    gates: z.array(z.strictObject({ gate: z.string(), detail: z.string() })),
    signals: z
      .array(
        z.strictObject({
          name: z.string(),
          value: z.number(),
          unit: z.string(),
          score: z.number(),
          at: z.number().nullable().meta({ description: 'Seconds into the take.' }),
        }),
      )
      .optional()
      .meta({ description: 'Left out with `view=summary`.' }),
  })
  .meta({ id: 'Judgement' });

export const CandidateBody = z
  .strictObject({
    id: z.string(),
    index: z.number().int(),
    model: z.string(),
    seed: z.number().int(),
    status: z.enum(['waiting', 'generating', 'stored', 'scored', 'failed', 'cancelled']),
    score: z
      .strictObject({
        total: z.number().nullable(),
        verdict: z.enum(['pass', 'gated', 'unscored']),
        judges: z.array(JudgementBody),
      })
      .nullable(),
    media_url: link.nullable().meta({ description: 'The take itself, once stored.' }),
    media: z
      .strictObject({
        width: z.number().int(),
        height: z.number().int(),
        duration: z.number(),
        frame_rate: z.number(),
        has_audio: z.boolean(),
        bytes: z.number().int(),
        crc32c: z.string(),
      })
      .nullable(),
    failure: FailureBody.nullable(),
  })
  .meta({ id: 'Candidate' });

const DecisionBody = z.strictObject({
  decision: z.enum(['approve', 'reject', 'choose']),
  candidate: z.string().nullable(),
  reviewer: z.string(),
  reason: z.string().nullable(),
  decided_at: time,
});

const RequestBody = z.strictObject({
  prompt: z.string(),
  negative_prompt: z.string().nullable(),
  variations: z.number().int(),
  min_candidates: z.number().int(),
  model: z.string(),
  duration: z.number(),
  size: z.string(),
  frame_rate: z.number(),
  audio: z.boolean(),
  seed: z.number().int(),
  image: z
    .union([z.strictObject({ url: z.string() }), z.strictObject({ uploaded: z.literal(true) })])
    .nullable(),
  review: z.strictObject({
    mode: z.enum(['never', 'always', 'below_threshold']),
    threshold: z.number(),
    deadline: z.string().meta({ description: 'ISO 8601, e.g. PT24H.' }),
    on_deadline: z.enum(['publish_best', 'reject']),
  }),
  ladder: z.array(z.number().int()).nullable(),
  metadata: z.record(z.string(), z.string()),
  deadline: z.number(),
});

/** A video, the same shape while it runs and after it ended. */
export const VideoBody = z
  .strictObject({
    id: z.string(),
    object: z.literal('video'),
    status: z.enum(STATUSES),
    stage: z.enum(STAGES).nullable().meta({ description: 'Null once it has ended.' }),
    progress: z
      .number()
      .min(0)
      .max(1)
      .meta({ description: 'Over the whole run, never decreases.' }),
    stage_progress: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .meta({ description: 'Of the present stage. Null once it has ended.' }),
    eta_seconds: z
      .number()
      .nullable()
      .meta({ description: 'Until it is published, where that is known.' }),
    queue_position: z
      .number()
      .int()
      .nullable()
      .meta({ description: 'At its generator, where that is known.' }),
    created_at: time,
    updated_at: time,
    published_at: time.nullable(),
    request: RequestBody.meta({ description: 'What was asked, defaults filled in.' }),
    candidates: z.array(CandidateBody),
    pick: z
      .strictObject({
        candidate: z.string(),
        by: z.enum(['score', 'reviewer', 'policy', 'only']),
        reason: z.string(),
      })
      .nullable(),
    review: z.strictObject({
      required: z.boolean(),
      recommended: z.string().nullable(),
      due_at: time.nullable(),
      on_deadline: z.enum(['publish_best', 'reject']),
      decision: DecisionBody.nullable(),
    }),
    playback: z
      .strictObject({ hls_url: link, player_url: link, poster_url: link })
      .nullable()
      .meta({ description: 'Null until published.' }),
    media: z
      .strictObject({
        width: z.number().int(),
        height: z.number().int(),
        duration: z.number(),
        frame_rate: z.number(),
        has_audio: z.boolean(),
        renditions: z.array(
          z.strictObject({
            name: z.string(),
            width: z.number().int(),
            height: z.number().int(),
            bandwidth: z.number(),
            average_bandwidth: z.number(),
            codecs: z.string(),
          }),
        ),
      })
      .nullable(),
    failure: FailureBody.nullable(),
    cost: z.strictObject({ amount: z.number().int(), currency: z.literal('USD_micros') }),
    metadata: z.record(z.string(), z.string()),
    links: z.strictObject({ self: link, events: link, operator: link.nullable() }),
  })
  .meta({ id: 'Video' });

export type VideoBody = z.infer<typeof VideoBody>;
export type CandidateBody = z.infer<typeof CandidateBody>;

export const VideoListBody = z
  .strictObject({
    object: z.literal('list'),
    data: z.array(VideoBody),
    has_more: z.boolean().meta({ description: 'Whether `next_cursor` leads on.' }),
    next_cursor: z.string().nullable().meta({ description: 'Null when there is nothing more.' }),
  })
  .meta({ id: 'VideoList' });

export const CandidateListBody = z
  .strictObject({ object: z.literal('list'), data: z.array(CandidateBody) })
  .meta({ id: 'CandidateList' });

export const ProgressBody = z
  .strictObject({ id: z.string(), stage: z.enum(STAGES).nullable(), progress: z.number() })
  .meta({ id: 'VideoProgress' });
