import * as z from 'zod';
import { LONGEST_WAIT } from '../http/headers.ts';
import type { Operations } from '../http/operation.ts';
import { BODY_PROBLEMS, json } from '../http/operation.ts';
import { ListQuery } from './list-query.ts';
import { IDEMPOTENCY_KEY, VIDEO_PATH } from './request-parts.ts';
import { VideoForm, VideoRequestBody } from './request-schema.ts';
import { CandidateListBody, ProgressBody, VideoBody, VideoListBody } from './schema.ts';

const tag = 'Videos';
const access = 'key';
const params = { path: VIDEO_PATH };
const wait = `\`wait=N\`: answer when ended, or after N (≤ ${LONGEST_WAIT}) s.`;

export const operations = {
  createVideo: {
    method: 'post',
    path: '/v1/videos',
    access,
    tag,
    summary: 'Make a video',
    description:
      'The same `Idempotency-Key` and body always stand for the same video, for as long as it is kept.',
    params: {
      header: z.object({
        'Idempotency-Key': IDEMPOTENCY_KEY,
        Prefer: z.string().optional().meta({ description: wait }),
      }),
    },
    body: {
      required: true,
      content: {
        'application/json': { schema: VideoRequestBody },
        'multipart/form-data': { schema: VideoForm },
      },
    },
    answers: {
      200: json(VideoBody, 'It has ended.'),
      202: json(VideoBody, 'It is being made; `Location` tells where.'),
    },
    problems: [...BODY_PROBLEMS, 'malformed_form', 'malformed_header', 'idempotency_key_reused'],
  },
  listVideos: {
    method: 'get',
    path: '/v1/videos',
    access,
    tag,
    summary: 'List videos, newest first',
    description: 'With a filter, a page may be short although `next_cursor` tells of more.',
    params: { query: ListQuery },
    answers: { 200: json(VideoListBody, 'A page.') },
    problems: ['invalid_request'],
  },
  getVideo: {
    method: 'get',
    path: '/v1/videos/:id',
    access,
    tag,
    summary: 'A video as it stands',
    params,
    answers: {
      200: json(VideoBody, 'The video, with an `ETag`; `Retry-After` while it runs.'),
      304: { description: 'Unchanged since the `If-None-Match` sent.' },
    },
    problems: ['not_found'],
  },
  deleteVideo: {
    method: 'delete',
    path: '/v1/videos/:id',
    access,
    tag,
    summary: 'Delete a video and all its files',
    description: 'Ends its run first. From the answer on the video is a 404 everywhere.',
    params,
    answers: { 204: { description: 'Deleted; erasing its files goes on through any crash.' } },
    problems: ['not_found'],
  },
  listCandidates: {
    method: 'get',
    path: '/v1/videos/:id/candidates',
    access,
    tag,
    summary: 'The takes of a video',
    params,
    answers: { 200: json(CandidateListBody, 'All takes.') },
    problems: ['not_found'],
  },
  watchVideo: {
    method: 'get',
    path: '/v1/videos/:id/events',
    access,
    tag,
    summary: 'Follow a video until it has ended',
    description:
      'Server-sent events: `video.updated` (the video), `video.progress` (`VideoProgress`), then one of `video.published`, `video.failed`, `video.rejected`, `video.cancelled` (the video), and the stream ends.',
    params: { path: VIDEO_PATH, header: z.object({ 'Last-Event-ID': z.string().optional() }) },
    answers: {
      200: {
        description: 'One line of JSON per event.',
        content: { 'text/event-stream': { schema: z.union([VideoBody, ProgressBody]) } },
      },
      204: { description: 'The end was the last event this watcher saw.' },
    },
    problems: ['not_found'],
  },
  cancelVideo: {
    method: 'post',
    path: '/v1/videos/:id/cancel',
    access,
    tag,
    summary: 'Stop making a video',
    params,
    answers: { 202: json(VideoBody, 'It is being cancelled, or was before.') },
    problems: ['not_found', 'already_ended'],
  },
} satisfies Operations;
