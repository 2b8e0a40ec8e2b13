import type { Stage } from './stages.ts';

/**
 * Why a run ended otherwise than published. `retryable` tells the caller whether the same request,
 * sent again later, may well succeed.
 */
export const FAILURE_CODES = {
  generator_refused: { retryable: false, title: 'The generator refused the content' },
  generator_invalid_request: { retryable: false, title: 'The generator cannot make this' },
  generator_auth: { retryable: false, title: 'The generator did not accept our credentials' },
  generator_quota: { retryable: true, title: 'The generator account has nothing left to spend' },
  generator_failed: { retryable: true, title: 'The generator failed' },
  generator_timeout: { retryable: true, title: 'The generator did not finish in time' },
  outcome_unknown: {
    retryable: false,
    title: 'It may have been bought, and could not be confirmed',
  },
  download_failed: { retryable: true, title: 'The finished take could not be fetched' },
  media_unreadable: {
    retryable: true,
    title: 'What the generator delivered is not a readable video',
  },
  no_candidate_passed: { retryable: true, title: 'No take passed the quality gates' },
  review_rejected: { retryable: false, title: 'A reviewer rejected the video' },
  storage_failed: { retryable: true, title: 'Our storage could not be written or read' },
  transcode_failed: { retryable: true, title: 'The video could not be prepared for streaming' },
  deadline_exceeded: { retryable: true, title: 'The deadline passed' },
  internal: { retryable: true, title: 'An internal fault' },
} as const satisfies Record<string, { retryable: boolean; title: string }>;

export type FailureCode = keyof typeof FAILURE_CODES;

export const FAILURE_CODE_NAMES = Object.keys(FAILURE_CODES).filter(isFailureCode);

export interface Failure {
  code: FailureCode;
  /** For a person; holds no prompt, secret or signed URL. */
  message: string;
  stage: Stage | null;
  retryable: boolean;
}

export function isFailureCode(text: unknown): text is FailureCode {
  return typeof text === 'string' && Object.hasOwn(FAILURE_CODES, text);
}

export function failure(code: FailureCode, message: string, stage: Stage | null): Failure {
  return { code, message, stage, retryable: FAILURE_CODES[code].retryable };
}
