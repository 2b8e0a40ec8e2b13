import * as z from 'zod';
import {
  REQUEST_DEFAULTS as DEFAULTS,
  REQUEST_LIMITS as LIMITS,
} from '../../domain/video/request.ts';

const within = ({ min, max }: { min: number; max: number }) => z.number().min(min).max(max);

export const SIZE = /^(\d{2,4})x(\d{2,4})$/;
const ASPECT_RATIO = /^[1-9]\d?:[1-9]\d?$/;
const RESOLUTION = /^[1-9]\d{2,3}p$/;
const ISO_DURATION = /^P(?=.)(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/;

const { metadata, reviewDeadline } = LIMITS;

const ReviewRequest = z
  .strictObject({
    mode: z.enum(['never', 'always', 'below_threshold']).optional().meta({
      description: 'When a person is asked before publishing.',
      default: DEFAULTS.review.mode,
    }),
    threshold: within({ min: 0, max: 100 }).optional().meta({
      description: 'With `below_threshold`: a best score under it asks a person.',
      default: DEFAULTS.review.threshold,
    }),
    deadline: z
      .union([within(reviewDeadline), z.string().regex(ISO_DURATION, 'not an ISO 8601 duration')])
      .optional()
      .meta({ description: 'Time to decide: ISO 8601 or seconds.', default: 'PT24H' }),
    on_deadline: z.enum(['publish_best', 'reject']).optional().meta({
      description: 'What happens when nobody decided.',
      default: DEFAULTS.review.onDeadline,
    }),
  })
  .meta({ id: 'ReviewRequest' });

/** The body of `POST /v1/videos`. What concerns two fields at once is in `cross-field-errors.ts`. */
export const VideoRequestBody = z
  .strictObject({
    prompt: z
      .string()
      .min(1)
      .max(LIMITS.promptLength)
      .regex(/^$|\S/, 'nothing but white space')
      .meta({ description: 'What to make.', example: 'a drone shot over a snowy mountain range' }),
    negative_prompt: z.string().max(LIMITS.promptLength).optional().meta({
      description: 'What to keep out.',
    }),
    variations: within(LIMITS.variations).int().optional().meta({
      description: 'How many takes are made.',
      default: DEFAULTS.variations,
    }),
    min_candidates: within(LIMITS.variations).int().optional().meta({
      description: 'How many takes must survive. At most `variations`.',
      default: DEFAULTS.minCandidates,
    }),
    model: z
      .string()
      .max(200)
      .regex(/^[^/\s]+\/\S+$/, 'not <server>/<model id>')
      .optional()
      .meta({ description: "`<server>/<model id>`; default: the first server's own." }),
    duration: within(LIMITS.duration).optional().meta({
      description: 'Seconds.',
      default: DEFAULTS.duration,
    }),
    size: z
      .string()
      .regex(SIZE, 'not <width>x<height>')
      .optional()
      .meta({
        description: `Pixels, both sides even, ${LIMITS.side.min} to ${LIMITS.side.max}. Excludes \`aspect_ratio\` and \`resolution\`.`,
        default: `${DEFAULTS.width}x${DEFAULTS.height}`,
      }),
    aspect_ratio: z.string().regex(ASPECT_RATIO, 'not <width>:<height>').optional().meta({
      description: 'With `resolution` (720p if left out), instead of `size`.',
      example: '9:16',
    }),
    resolution: z.string().regex(RESOLUTION, 'not <short side>p').optional().meta({
      description: 'Pixels of the short side, with `aspect_ratio` (16:9 if left out).',
      example: '720p',
    }),
    frame_rate: within(LIMITS.frameRate).optional().meta({
      description: 'Frames per second.',
      default: DEFAULTS.frameRate,
    }),
    audio: z.boolean().optional().meta({ default: DEFAULTS.audio }),
    seed: within(LIMITS.seed).int().optional().meta({
      description: 'Of the first take; take n gets `seed + n`. Random if left out.',
    }),
    image: z
      .strictObject({
        url: z.url({ protocol: /^https?$/, error: 'not an http or https URL' }).max(2_048),
      })
      .optional()
      .meta({ description: 'First frame. To upload one, send the request as a form.' }),
    review: ReviewRequest.optional(),
    ladder: z
      .array(within(LIMITS.side).int().multipleOf(2))
      .min(1)
      .max(8)
      .optional()
      .meta({ description: 'Short sides of the renditions in pixels; ours if left out.' }),
    metadata: z
      .record(z.string().min(1).max(metadata.keyLength), z.string().max(metadata.valueLength))
      .optional()
      .meta({ description: `At most ${metadata.pairs} pairs, kept and given back.` }),
    deadline: within(LIMITS.deadline).optional().meta({
      description: "Seconds for the whole run. Default: one hour plus the review's deadline.",
    }),
  })
  .meta({ id: 'VideoRequest' });

export type VideoRequestBody = z.infer<typeof VideoRequestBody>;

/** The same as a form: field by field, or all at once. */
export const VideoForm = VideoRequestBody.omit({ image: true })
  .partial()
  .extend({
    request: z.string().optional().meta({ description: 'All fields at once, as JSON.' }),
    image: z.string().optional().meta({
      format: 'binary',
      description: 'PNG, JPEG or WebP, at most 20 MB.',
    }),
  })
  .meta({ id: 'VideoForm' });
