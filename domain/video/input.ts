import type { TakeId, VideoId } from '../ids.ts';
import type { VideoPlan } from './request.ts';
import type { VideoSnapshot } from './snapshot.ts';

/** What a run is started with. */
export interface VideoInput {
  id: VideoId;
  tenant: string;
  plan: VideoPlan;
  /** RFC 3339 UTC. */
  acceptedAt: string;
  /** Its first frame is behind a link that is to be fetched before anything is bought. */
  imageLink?: boolean;
  /**
   * Which commands the run gives beside its activities; set by whoever starts it, so that a run keeps its
   * own though workers change. Absent: every stage is a search attribute of its own.
   */
  flow?: 2;
}

/** What a run that published answers to whoever awaits it; the rest is in the record. */
export interface PublishedVideo {
  id: VideoId;
  status: 'published';
  publishedAt: string | null;
  candidate: TakeId | null;
  version: number | null;
}

export function publishedVideo(input: VideoInput, snapshot: VideoSnapshot): PublishedVideo {
  return {
    id: input.id,
    status: 'published',
    publishedAt: snapshot.publishedAt,
    candidate: snapshot.pick?.candidate ?? null,
    version: snapshot.media?.version ?? null,
  };
}
