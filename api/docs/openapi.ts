import * as z from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { createDocument } from 'zod-openapi';
import { ListQuery } from '../videos/list-query.ts';
import { FILE_ANSWERS, json, problems } from './openapi-responses.ts';
import { ReviewBody } from '../review/schema.ts';
import { VideoRequestBody } from '../videos/request-schema.ts';
import { CandidateListBody, ProgressBody, VideoBody, VideoListBody } from '../videos/schema.ts';
import { LONGEST_WAIT } from '../http/waiting-preference.ts';

const id = z.string().meta({ description: 'Of the video.', example: 'vid_01k…' });
const path = z.object({ id });
const UNREACHABLE = ['temporal_unavailable', 'storage_unavailable'] as const;
const ANYWHERE = ['unauthorized', 'method_not_allowed', 'internal', ...UNREACHABLE] as const;
const BODY = [
  'malformed_json',
  'body_too_large',
  'unsupported_media_type',
  'invalid_request',
] as const;
const idempotencyKey = z.string().max(255).optional();

const Form = VideoRequestBody.omit({ image: true })
  .partial()
  .extend({
    request: z.string().optional().meta({ description: 'All fields at once, as JSON.' }),
    image: z.string().optional().meta({
      format: 'binary',
      description: 'PNG, JPEG or WebP, at most 20 MB.',
    }),
  })
  .meta({ id: 'VideoForm' });

const videos: ZodOpenApiPathsObject = {
  '/v1/videos': {
    post: {
      operationId: 'createVideo',
      tags: ['Videos'],
      summary: 'Make a video',
      description:
        'The same `Idempotency-Key` and body always stand for the same video, for as long as it is kept.',
      requestParams: {
        header: z.object({
          'Idempotency-Key': idempotencyKey,
          Prefer: z
            .string()
            .optional()
            .meta({
              description: `\`wait=N\`: answer when ended, or after N (≤ ${LONGEST_WAIT}) s.`,
            }),
        }),
      },
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: VideoRequestBody },
          'multipart/form-data': { schema: Form },
        },
      },
      responses: {
        200: json(VideoBody, 'It has ended.'),
        202: json(VideoBody, 'It is being made; `Location` tells where.'),
        ...problems(
          ...ANYWHERE,
          ...BODY,
          'malformed_form',
          'malformed_header',
          'idempotency_key_reused',
        ),
      },
    },
    get: {
      operationId: 'listVideos',
      tags: ['Videos'],
      summary: 'List videos, newest first',
      description: 'With a filter, a page may be short although `next_cursor` tells of more.',
      requestParams: { query: ListQuery },
      responses: {
        200: json(VideoListBody, 'A page.'),
        ...problems(...ANYWHERE, 'invalid_request'),
      },
    },
  },
  '/v1/videos/{id}': {
    get: {
      operationId: 'getVideo',
      tags: ['Videos'],
      summary: 'A video as it stands',
      requestParams: { path },
      responses: {
        200: json(VideoBody, 'The video, with an `ETag`; `Retry-After` while it runs.'),
        304: { description: 'Unchanged since the `If-None-Match` sent.' },
        ...problems(...ANYWHERE, 'not_found'),
      },
    },
    delete: {
      operationId: 'deleteVideo',
      tags: ['Videos'],
      summary: 'Delete a video and all its files',
      description: 'Ends its run first. From the answer on the video is a 404 everywhere.',
      requestParams: { path },
      responses: {
        204: { description: 'Deleted; erasing its files goes on through any crash.' },
        ...problems(...ANYWHERE, 'not_found'),
      },
    },
  },
  '/v1/videos/{id}/candidates': {
    get: {
      operationId: 'listCandidates',
      tags: ['Videos'],
      summary: 'The takes of a video',
      requestParams: { path },
      responses: {
        200: json(CandidateListBody, 'All takes.'),
        ...problems(...ANYWHERE, 'not_found'),
      },
    },
  },
  '/v1/videos/{id}/candidates/{candidate}/media': {
    get: {
      operationId: 'getCandidateMedia',
      tags: ['Media'],
      summary: 'A take itself, once stored',
      security: [],
      requestParams: { path: z.object({ id, candidate: z.string() }) },
      responses: FILE_ANSWERS,
    },
  },
  '/v1/videos/{id}/events': {
    get: {
      operationId: 'watchVideo',
      tags: ['Videos'],
      summary: 'Follow a video until it has ended',
      description:
        'Server-sent events: `video.updated` (the video), `video.progress` (`VideoProgress`), then one of `video.published`, `video.failed`, `video.rejected`, `video.cancelled` (the video), and the stream ends.',
      requestParams: { path, header: z.object({ 'Last-Event-ID': z.string().optional() }) },
      responses: {
        200: {
          description: 'One line of JSON per event.',
          content: { 'text/event-stream': { schema: z.union([VideoBody, ProgressBody]) } },
        },
        204: { description: 'The end was the last event this watcher saw.' },
        ...problems(...ANYWHERE, 'not_found'),
      },
    },
  },
  '/v1/videos/{id}/review': {
    post: {
      operationId: 'reviewVideo',
      tags: ['Videos'],
      summary: 'Decide which take is published, or none',
      requestParams: { path, header: z.object({ 'Idempotency-Key': idempotencyKey }) },
      requestBody: { required: true, content: { 'application/json': { schema: ReviewBody } } },
      responses: {
        200: json(VideoBody, 'Decided.'),
        202: json(VideoBody, 'No worker confirmed it in time; a later GET tells.'),
        ...problems(
          ...ANYWHERE,
          ...BODY,
          'not_found',
          'not_awaiting_review',
          'already_decided',
          'unknown_candidate',
          'too_many_requests',
        ),
      },
    },
  },
  '/v1/videos/{id}/cancel': {
    post: {
      operationId: 'cancelVideo',
      tags: ['Videos'],
      summary: 'Stop making a video',
      requestParams: { path },
      responses: {
        202: json(VideoBody, 'It is being cancelled, or was before.'),
        ...problems(...ANYWHERE, 'not_found', 'already_ended'),
      },
    },
  },
};

const others: ZodOpenApiPathsObject = {
  '/media/{id}/hls/{path}': {
    get: {
      operationId: 'getPublishedFile',
      tags: ['Media'],
      summary: 'A file of the published stream',
      description: '`master.m3u8` is the one stable name; everything else is under a version.',
      security: [],
      requestParams: { path: z.object({ id, path: z.string() }) },
      responses: FILE_ANSWERS,
    },
  },
  '/hooks/{generator}/{token}': {
    post: {
      operationId: 'ringDoorbell',
      tags: ['Generators'],
      summary: "A generator's doorbell",
      description: 'Wakes a run, which then looks for itself. The body is not read.',
      security: [],
      requestParams: { path: z.object({ generator: z.string(), token: z.string() }) },
      responses: { 204: { description: 'Rung.' }, ...problems('invalid_token') },
    },
  },
  '/healthz': {
    get: {
      operationId: 'tellAlive',
      tags: ['Operations'],
      summary: 'Whether this process is alive',
      security: [],
      responses: { 200: json(z.object({ status: z.literal('alive') }), 'Alive.') },
    },
  },
  '/readyz': {
    get: {
      operationId: 'tellReady',
      tags: ['Operations'],
      summary: 'Whether Temporal and the object store can be reached',
      security: [],
      responses: {
        200: json(
          z.object({
            status: z.literal('ready'),
            temporal: z.literal('ok'),
            store: z.literal('ok'),
          }),
          'Both.',
        ),
        ...problems(...UNREACHABLE),
      },
    },
  },
};

/** OpenAPI 3.1, made from the schemas that validate. */
export function openApiDocument(publicUrl: string): ReturnType<typeof createDocument> {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Promptreel',
      version: '1',
      license: { name: 'MIT', identifier: 'MIT' },
      description:
        'Durable text-to-video: a prompt goes in, an adaptive stream comes out. Errors are RFC 9457 problems; their codes are [listed here](/docs/errors).',
    },
    servers: [{ url: publicUrl }],
    security: [{ key: [] }, {}],
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'Needed when the server has keys.' },
      },
    },
    paths: { ...videos, ...others },
  });
}
