import * as z from 'zod';
import type { Operations } from '../http/operation.ts';
import { BODY_PROBLEMS, json, jsonRequest } from '../http/operation.ts';
import { IDEMPOTENCY_KEY, VIDEO_PATH } from '../videos/request-parts.ts';
import { VideoBody } from '../videos/schema.ts';
import { ReviewBody } from './schema.ts';

export const operations = {
  reviewVideo: {
    method: 'post',
    path: '/v1/videos/:id/review',
    access: 'key',
    tag: 'Videos',
    summary: 'Decide which take is published, or none',
    params: { path: VIDEO_PATH, header: z.object({ 'Idempotency-Key': IDEMPOTENCY_KEY }) },
    body: jsonRequest(ReviewBody),
    answers: {
      200: json(VideoBody, 'Decided.'),
      202: json(VideoBody, 'No worker confirmed it in time; a later GET tells.'),
    },
    problems: [
      ...BODY_PROBLEMS,
      'not_found',
      'not_awaiting_review',
      'already_decided',
      'unknown_candidate',
      'too_many_requests',
    ],
  },
} satisfies Operations;
