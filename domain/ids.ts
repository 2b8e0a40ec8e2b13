/** `vid_` and a ULID in lower case: 48 bits of time, 80 random bits, sorts by creation. */
export type VideoId = string;
/** `cand_`, the video's ULID, and the take's index in two base-36 digits. */
export type TakeId = string;

const VIDEO_ID = /^vid_[0-9a-hjkmnp-tv-z]{26}$/;
const CANDIDATE_ID = /^cand_([0-9a-hjkmnp-tv-z]{26})([0-9a-z]{2})$/;

export function videoId(ulid: string): VideoId {
  return `vid_${ulid.toLowerCase()}`;
}

export function isVideoId(text: string): boolean {
  return VIDEO_ID.test(text);
}

export function takeId(video: VideoId, index: number): TakeId {
  return `cand_${video.slice(4)}${index.toString(36).padStart(2, '0')}`;
}

/** The take's index when `candidate` belongs to `video`, else null. */
export function candidateIndex(video: VideoId, candidate: TakeId): number | null {
  const match = CANDIDATE_ID.exec(candidate);
  return match?.[1] === video.slice(4) ? Number.parseInt(match[2] ?? '', 36) : null;
}

/**
 * What a provider is given to recognise a purchase by. Minted in the workflow, so every retry of one
 * intent carries the same one.
 */
export function purchaseReference(video: VideoId, take: number, purchase: number): string {
  return `${video}/${take}/${purchase}`;
}
