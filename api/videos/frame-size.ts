import { REQUEST_DEFAULTS } from '../../domain/video/request.ts';
import { SIZE } from './request-schema.ts';

export interface FrameSize {
  width: number;
  height: number;
}

export interface SizeFields {
  size?: string | undefined;
  aspect_ratio?: string | undefined;
  resolution?: string | undefined;
}

/** Pixels of what was asked for; expects fields that the schema let through. */
export function frameSize({ size, aspect_ratio, resolution }: SizeFields): FrameSize {
  const [, width, height] = SIZE.exec(size ?? '') ?? [];
  if (width !== undefined && height !== undefined) {
    return { width: Number(width), height: Number(height) };
  }
  if (aspect_ratio === undefined && resolution === undefined) {
    return { width: REQUEST_DEFAULTS.width, height: REQUEST_DEFAULTS.height };
  }
  const [across = 16, down = 9] = (aspect_ratio ?? '16:9').split(':').map(Number);
  const short = Number.parseInt(resolution ?? '720p', 10);
  const long = 2 * Math.round((short * Math.max(across, down)) / Math.min(across, down) / 2);
  return across < down ? { width: short, height: long } : { width: long, height: short };
}
