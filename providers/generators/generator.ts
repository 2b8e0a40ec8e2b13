import type { JSONValue } from '@ai-sdk/provider';
import type { GeneratorFailureInfo } from './kit/generator-failure.ts';

/** One take to be made. The caller has filled in every default; only the seed may be left open. */
export interface GenerationRequest {
  prompt: string;
  negativePrompt?: string;
  width: number;
  height: number;
  /** Seconds. */
  duration: number;
  /** Frames per second. */
  frameRate: number;
  audio: boolean;
  seed?: number;
  /** The first frame. */
  image?: SentImage;
  /** The provider's own words for it, from the catalogue; spread into the create as they are. */
  as?: Record<string, JSONValue | undefined>;
}

export type SentImage = { url: string } | { bytes: Uint8Array; mediaType: string };

/** What is about to be bought, or was when its answer got lost. */
export interface PurchaseIntent {
  /**
   * The idempotency key of this one take, minted by the workflow and the same on every attempt,
   * e.g. `vid_x/0/1`. Goes to the generator wherever it has a place for it.
   */
  reference: string;
  /** Taken before the first send: no job of ours is older. */
  attemptedAt: Date;
  request: GenerationRequest;
  /** Whether a job is known to belong to another purchase, of whichever video. */
  isClaimed: (jobId: string) => Promise<boolean>;
  /** The webhook that the generator may call when the job has ended. */
  webhookUrl?: string;
}

/**
 * A job that the generator has taken on. `operation` is opaque, plain JSON, and holds no secret.
 */
export interface AcceptedJob {
  operation: JSONValue;
  jobId: string;
}

export type SubmitResult = AcceptedJob & {
  status: 'accepted';
  /** The generator's own guess, where it makes one. */
  etaSeconds?: number;
};

export type JobStatus =
  | {
      status: 'pending';
      /** Null where the generator does not tell. A job's own time begins when it runs. */
      phase: 'queued' | 'running' | null;
      /** 0..1; null where the generator does not tell. */
      progress: number | null;
      retryAfterSeconds: number | null;
      /** For an operator: an answer that we do not know and took for "not yet". */
      remark: string | null;
    }
  | { status: 'completed' }
  /** The generator's own last word: nothing else ends a job that was bought. */
  | { status: 'failed'; failure: GeneratorFailureInfo };

export type Reconciliation =
  | (AcceptedJob & { status: 'found' })
  /**
   * Not found, and the generator honours the reference as a key: sending again cannot buy twice.
   */
  | { status: 'absent_safe_to_repeat' }
  /** It cannot be told. Not to be repeated. */
  | { status: 'unknown'; reason: string };

/**
 * Where the bytes of a finished job are. A link is fresh, may be short-lived, and is for streaming;
 * its headers may hold a key that belongs to its origin alone. A 400, 403, 404, 409 or 410 on it
 * means: try the other place, or ask for the media again shortly, not that the clip is lost.
 */
export type GeneratedMedia =
  | (MediaLink & {
      kind: 'link';
      /** Where the same bytes may be had, should the first link refuse. */
      otherwise?: MediaLink | undefined;
    })
  | { kind: 'bytes'; bytes: Uint8Array; mediaType: string };

export interface MediaLink {
  url: string;
  headers: Record<string, string>;
}

export interface CallContext {
  signal: AbortSignal;
}

/**
 * The AI SDK's video model plus what it lacks: a progress, a cancel, fresh links, a lookup
 * after a lost answer, and failures with a structure. Every method makes one exchange, or for
 * `reconcile` a bounded number of reads, and repeats nothing: whether to try again is the caller's
 * decision. All methods throw {@link GeneratorFailure} only.
 */
export interface Generator {
  /** Throws `outcome_unknown` when a job may exist that was not confirmed. */
  submit(intent: PurchaseIntent, context: CallContext): Promise<SubmitResult>;
  /**
   * Read-only. `failed` is the generator's own word and final. A read that got no such word is
   * thrown, always `retryable`, whatever it met: an `AUTH`, `NOT_FOUND` or `EXPIRED` may be a key
   * that is being exchanged or a balancer without a backend. How often that may be said before the
   * take is given up, the caller counts.
   */
  status(operation: JSONValue, context: CallContext): Promise<JobStatus>;
  media(operation: JSONValue, context: CallContext): Promise<GeneratedMedia>;
  /** Idempotent; a job that has ended or is not known counts as cancelled. */
  cancel?(operation: JSONValue, context: CallContext): Promise<void>;
  /** Read-only: looks for the job of a create whose answer was lost. */
  reconcile?(intent: PurchaseIntent, context: CallContext): Promise<Reconciliation>;
}
