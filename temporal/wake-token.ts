import { createHmac, timingSafeEqual } from 'node:crypto';
import type { VideoId } from '../domain/ids.ts';
import { isVideoId } from '../domain/ids.ts';

/** Whose job a webhook is about. */
export interface WakeTarget {
  video: VideoId;
  take: number;
}

/**
 * The address of a webhook: base64url of `video.take.expiry` and an HMAC-SHA256 over it. It authorises
 * nothing but a wake-up, after which we look for ourselves.
 */
export function mintWakeToken(secret: string, target: WakeTarget, expiresAt: Date): string {
  const text = `${target.video}.${target.take}.${Math.floor(expiresAt.getTime() / 1_000)}`;
  return `${Buffer.from(text).toString('base64url')}.${sign(secret, text)}`;
}

/** The target of a token that is ours and not over; null for anything else. */
export function readWakeToken(secret: string, token: string, now: Date): WakeTarget | null {
  const [encoded, signature, ...rest] = token.split('.');
  if (encoded === undefined || signature === undefined || rest.length > 0) return null;
  const text = Buffer.from(encoded, 'base64url').toString('utf8');
  if (!equal(signature, sign(secret, text))) return null;
  const [video = '', take = '', expiry = ''] = text.split('.');
  if (!isVideoId(video) || !/^\d{1,3}$/.test(take)) return null;
  return Number(expiry) * 1_000 < now.getTime() ? null : { video, take: Number(take) };
}

function sign(secret: string, text: string): string {
  return createHmac('sha256', secret).update(`promptreel wake ${text}`).digest('base64url');
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
