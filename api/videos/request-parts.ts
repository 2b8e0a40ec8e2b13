import type { Request } from 'express';
import * as z from 'zod';
import type { VideoId } from '../../domain/ids.ts';
import { isVideoId } from '../../domain/ids.ts';
import { Problem, notFound } from '../http/problem.ts';

export const VIDEO_PATH = z.object({
  id: z.string().meta({ description: 'Of the video.', example: 'vid_01k…' }),
});

export const IDEMPOTENCY_KEY = z.string().max(255).optional();

/** The id in the path; what cannot be one is not looked up. */
export function videoIdIn(req: Request): VideoId {
  const { id } = req.params;
  if (typeof id !== 'string' || !isVideoId(id)) throw unknownVideo();
  return id;
}

export function unknownVideo(): Problem {
  return notFound('There is no such video.');
}

export function idempotencyKeyIn(req: Request): string | null {
  const key = req.get('Idempotency-Key');
  if (key === undefined) return null;
  if (/^[\x20-\x7e]{1,255}$/.test(key)) return key;
  throw new Problem('malformed_header', 'Idempotency-Key must be 1 to 255 ASCII characters.');
}
