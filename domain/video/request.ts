/** The limits of `POST /v1/videos`; the schema, the docs and the plan read them here. */
export const REQUEST_LIMITS = {
  promptLength: 4_000,
  variations: { min: 1, max: 16 },
  duration: { min: 1, max: 60 },
  side: { min: 16, max: 3_840 },
  frameRate: { min: 4, max: 60 },
  deadline: { min: 30, max: 604_800 },
  reviewDeadline: { min: 1, max: 604_800 },
  metadata: { pairs: 50, keyLength: 64, valueLength: 256 },
  seed: { min: 0, max: 2_147_483_647 },
  imageBytes: 20_000_000,
} as const;

export const REQUEST_DEFAULTS = {
  variations: 3,
  minCandidates: 1,
  duration: 5,
  width: 1_280,
  height: 720,
  frameRate: 24,
  audio: false,
  /** Seconds for everything but the review. */
  deadline: 3_600,
  review: { mode: 'never', threshold: 70, deadline: 86_400, onDeadline: 'publish_best' },
} as const;

export interface ReviewPolicy {
  mode: 'never' | 'always' | 'below_threshold';
  /** 0–100: with `below_threshold`, a best total under it asks a person. */
  threshold: number;
  /** Seconds a person has, from the moment of asking. */
  deadline: number;
  onDeadline: 'publish_best' | 'reject';
}

/** A first frame to start from: somewhere to fetch it, or our own copy of an upload. */
export type InputImage =
  { kind: 'url'; url: string } | { kind: 'stored'; key: string; mediaType: string };

/** What was asked, defaults filled in. Never changes once accepted. */
export interface VideoRequest {
  prompt: string;
  negativePrompt: string | null;
  image: InputImage | null;
  metadata: Record<string, string>;
  plan: VideoPlan;
}

/**
 * The part of a request that the workflow carries. The words, the image and the metadata stay in the
 * record, so that Temporal's history never holds a prompt.
 */
export interface VideoPlan {
  /** `<server>/<model id>`. */
  model: string;
  variations: number;
  minCandidates: number;
  /** Seconds. */
  duration: number;
  width: number;
  height: number;
  frameRate: number;
  audio: boolean;
  /** Seed of the first take; take n gets `seed + n`. */
  seed: number;
  review: ReviewPolicy;
  /** Rendition heights asked for; null leaves the ladder to us. */
  ladder: number[] | null;
  /** Seconds for the whole run, review included. */
  deadline: number;
}

/** Seeds wrap at the top so that every take's seed is one a request could have asked for. */
export function takeSeed(plan: VideoPlan, take: number): number {
  return (plan.seed + take) % (REQUEST_LIMITS.seed.max + 1);
}
