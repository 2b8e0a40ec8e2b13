import type * as z from 'zod';
import type { ReviewBody } from '../api/review/schema.ts';
import type { VideoRequestBody } from '../api/videos/request-schema.ts';
import type {
  CandidateBody,
  ProgressBody,
  VideoBody,
  VideoListBody,
} from '../api/videos/schema.ts';

/** The API's words, from the very schemas that it answers and checks with. */
export type Video = VideoBody;
export type Candidate = CandidateBody;
export type VideoList = z.infer<typeof VideoListBody>;
export type Progress = z.infer<typeof ProgressBody>;
export type NewVideo = VideoRequestBody;
export type Review = z.infer<typeof ReviewBody>;

/*
 * An answer is told from what a proxy or a captive portal says in the API's place, and not checked
 * field by field: a newer API may say more than this client knows.
 */
export const isVideo = (body: unknown): body is Video =>
  names(body, 'video') && has(body, 'status');
export const isVideoList = (body: unknown): body is VideoList =>
  names(body, 'list') && has(body, 'next_cursor');
export const isProgress = (body: unknown): body is Progress =>
  has(body, 'id') && has(body, 'progress');

function has(body: unknown, field: string): body is object {
  return typeof body === 'object' && body !== null && field in body;
}

function names(body: unknown, kind: string): boolean {
  return has(body, 'object') && Reflect.get(body, 'object') === kind;
}
