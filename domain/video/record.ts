import type { VideoId } from '../ids.ts';
import type { VideoRequest } from './request.ts';
import type { VideoSnapshot } from './snapshot.ts';

/** What the object store keeps of a video, for as long as the video exists. */
export interface VideoRecord {
  schemaVersion: 1;
  id: VideoId;
  tenant: string;
  createdAt: string;
  request: VideoRequest;
  /** SHA-256 of the Idempotency-Key it was made under, so that deleting can free the key. */
  keyDigest: string | null;
  snapshot: VideoSnapshot;
}
