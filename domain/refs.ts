import type { VideoId } from './ids.ts';

/** Whose video. */
export interface VideoRef {
  tenant: string;
  video: VideoId;
}

/** One take of it, by index. */
export interface TakeRef extends VideoRef {
  take: number;
}
