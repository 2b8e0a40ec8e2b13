import type { MediaInfo, Rendition, StoredBytes } from '../domain/renditions/media.ts';
import type { TakeRef, VideoRef } from '../domain/refs.ts';
import type { Score } from '../domain/takes/score.ts';
import type { ImageType } from '../domain/video/image-type.ts';
import type { VideoSnapshot } from '../domain/video/snapshot.ts';

/**
 * What the workflow may ask of the world. Only ids, keys and small records cross this boundary; every
 * failure is an `ApplicationFailure` whose type is a code of `domain/video/failure.ts` or one of
 * `domain/video/failure-types.ts`.
 */
/** A generator's job, as opaque JSON that can ask for its status again. */
export interface JobRef extends TakeRef {
  model: string;
  operation: unknown;
}

/** The first frame of a request, as it now is in our own store. */
export interface FetchedImage {
  key: string;
  mediaType: ImageType;
}

export interface SubmitJobInput extends TakeRef {
  model: string;
  seed: number;
  /** Idempotency key of this purchase, minted in the workflow. */
  reference: string;
  /** Until when a webhook of this job may wake. RFC 3339. */
  wakeUntil: string;
}

export interface SubmittedJob {
  operation: unknown;
  /** What the generator calls it: for the operator. */
  jobId: string;
  /** Seconds until a first look is worthwhile, where the generator says. */
  etaSeconds: number | null;
  costMicros: number;
}

export interface KeptTake {
  key: string;
  container: 'mp4' | 'webm';
  stored: StoredBytes;
}

export interface ScoreTakeInput extends TakeRef {
  key: string;
  container: 'mp4' | 'webm';
}

export interface TakeScore {
  judgements: Score['judges'];
  /** Null when it could not be read at all. */
  media: MediaInfo | null;
  /** Where the signals are; absent in results from before they had a place of their own. */
  evidence?: string;
}

export interface IngestInput extends ScoreTakeInput {
  stored: StoredBytes;
  /** As the judges' pass measured it; null has it measured now. */
  media: MediaInfo | null;
}

/** The winner, as the source of everything that is published. */
export interface Master {
  key: string;
  container: 'mp4' | 'webm';
  stored: StoredBytes;
  media: MediaInfo;
}

export interface TranscodeInput extends VideoRef {
  master: Master;
  ladder: number[] | null;
}

/** An uploaded, verified tree that nobody sees yet. */
export interface UploadedTree {
  version: number;
  media: MediaInfo;
  renditions: Rendition[];
}

export interface PublishInput extends VideoRef {
  /** As it is to stand once published. */
  snapshot: VideoSnapshot;
}

export interface IoActivities {
  /** Fetches the first frame behind the request's link into our store, once for all takes. */
  fetchImage(input: VideoRef): Promise<FetchedImage>;
  submitJob(input: SubmitJobInput): Promise<SubmittedJob>;
  /** Resolves when the job has completed; fails with its code when it failed; `JobPending` till then. */
  checkJob(job: JobRef): Promise<void>;
  /** Finds the take's purchase and ends its job; fine when there is none, or it is over. */
  cancelJob(input: TakeRef & { model: string }): Promise<void>;
  keepTake(job: JobRef): Promise<KeptTake>;
  /** Makes the tree visible, then closes the record. Returns the snapshot that stands. */
  publishVideo(input: PublishInput): Promise<VideoSnapshot>;
  saveRecord(input: VideoRef & { snapshot: VideoSnapshot }): Promise<void>;
  /** The first end wins: returns the snapshot that stands, null when the video has been deleted. */
  closeRecord(input: VideoRef & { snapshot: VideoSnapshot }): Promise<VideoSnapshot | null>;
  /** Deletes master and unpublished trees and, if asked, the takes. Returns how many objects went. */
  discardStaging(input: VideoRef & { takes: boolean }): Promise<number>;
  /** Ends the run of a deleted video, then deletes all that is left of it. */
  eraseVideo(input: VideoRef): Promise<number>;
  /** Closes the records of runs that ended without writing their end. */
  sweep(): Promise<number>;
}

export interface MediaActivities {
  scoreTake(input: ScoreTakeInput): Promise<TakeScore>;
  ingestMaster(input: IngestInput): Promise<Master>;
  transcodeLadder(input: TranscodeInput): Promise<UploadedTree>;
}
