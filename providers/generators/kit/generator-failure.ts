import type { FailureCode } from '../../../domain/video/failure.ts';

export type GeneratorFailureCode = Extract<FailureCode, `generator_${string}` | 'outcome_unknown'>;

/**
 * What happened, in terms that no two generators spell the same. Recorded; never shown as prose.
 */
export type GeneratorFailureKind =
  | 'INVALID_REQUEST'
  | 'AUTH'
  | 'BILLING'
  | 'RATE_LIMITED'
  /** As many jobs at a time as the account may have. */
  | 'CONCURRENCY_LIMIT'
  /** A model that is retired, or not offered here. */
  | 'UNAVAILABLE'
  /** The network, or a server that is not well. */
  | 'TRANSIENT'
  | 'SUBMIT_UNKNOWN'
  | 'MODERATED_INPUT'
  | 'MODERATED_OUTPUT'
  | 'GENERATION_FAILED'
  /** The result, or the job, was there and is gone. */
  | 'EXPIRED'
  | 'NOT_FOUND';

export interface GeneratorFailureInfo {
  code: GeneratorFailureCode;
  kind: GeneratorFailureKind;
  /**
   * For a person. Holds no prompt, no secret and no link; a generator's own words are cut short.
   */
  message: string;
  /** Whether the same call may succeed later, and may be repeated without buying twice. */
  retryable: boolean;
  retryAfterSeconds?: number;
  billed: 'no' | 'yes' | 'maybe';
  /** Whether a create reached the generator; `yes` for everything about a job that exists. */
  sent: 'no' | 'maybe' | 'yes';
}

/** The only error that a generator throws. `info` is plain JSON. */
export class GeneratorFailure extends Error {
  readonly info: GeneratorFailureInfo;
  constructor(info: GeneratorFailureInfo, options?: { cause?: unknown }) {
    super(info.message, options);
    this.name = 'GeneratorFailure';
    this.info = info;
  }
}
