import type { Experimental_VideoModelV4 as VideoModelV4, JSONValue } from '@ai-sdk/provider';
import type { GeneratorFailureInfo } from './kit/generator-failure.ts';

/** One take to be made. The caller has filled in every default; only the seed may be left open. */
export interface GenerationRequest {
  prompt: string;
  negativePrompt?: string;
  width: number;
  height: number;
  durationSeconds: number;
  /** Frames per second. */
  frameRate: number;
  audio: boolean;
  seed?: number;
  /** The first frame. */
  image?: InputImage;
}

export type InputImage = { url: string } | { bytes: Uint8Array; mediaType: string };

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
  /** Where the generator may ring when the job has ended. */
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
      /** 0..1; null where the generator does not tell. */
      progress: number | null;
      retryAfterSeconds: number | null;
      /** For an operator: an answer that we do not know and took for "not yet". */
      remark: string | null;
    }
  | { status: 'completed' }
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
 * its headers may hold a key that belongs to its origin alone. A 403, 404, 409 or 410 on it means:
 * ask for the media again shortly, not that the clip is lost.
 */
export type GeneratedMedia =
  | { kind: 'link'; url: string; headers: Record<string, string> }
  | { kind: 'bytes'; bytes: Uint8Array; mediaType: string };

export interface CallContext {
  signal: AbortSignal;
}

export interface GeneratorCapabilities {
  /**
   * Whether a repeated create with the same reference gives the same job. `declared`: only where
   * the server says so of itself.
   */
  idempotencyKey: 'yes' | 'declared' | 'no';
  /** Whether it can ring a URL of ours, and whether that ring can be verified. */
  webhook: 'signed' | 'unsigned' | 'none';
  cancel: boolean;
  negativePrompt: boolean;
  audio: boolean;
  image: boolean;
}

/** A doorbell that rang: which job to look at. Says nothing about how the job stands. */
export interface WebhookHint {
  jobId: string;
}

/**
 * The AI SDK's video model plus what it lacks: a price, a progress, a cancel, fresh links, a lookup
 * after a lost answer, and failures with a structure. Every method makes one exchange, or for
 * `reconcile` a bounded number of reads, and repeats nothing: whether to try again is the caller's
 * decision. All methods throw {@link GeneratorFailure} only.
 */
export interface Generator {
  /** The same generator for the AI SDK's own functions. */
  model: VideoModelV4;
  capabilities: GeneratorCapabilities;
  /** What one take costs, in micro-dollars. */
  quote(request: GenerationRequest): { amountMicros: number };
  /** Throws `outcome_unknown` when a job may exist that was not confirmed. */
  submit(intent: PurchaseIntent, context: CallContext): Promise<SubmitResult>;
  /** Read-only. A failed read is thrown and says nothing about the job. */
  status(operation: JSONValue, context: CallContext): Promise<JobStatus>;
  media(operation: JSONValue, context: CallContext): Promise<GeneratedMedia>;
  /** Idempotent; a job that has ended or is not known counts as cancelled. */
  cancel?(operation: JSONValue, context: CallContext): Promise<void>;
  /** Read-only: looks for the job of a create whose answer was lost. */
  reconcile?(intent: PurchaseIntent, context: CallContext): Promise<Reconciliation>;
  /** Null for what is not a ring of this generator, or fails verification. */
  parseWebhook?(headers: Record<string, string>, body: string): WebhookHint | null;
}
