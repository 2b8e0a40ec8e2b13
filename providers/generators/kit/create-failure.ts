import { withReason } from './foreign-prose.ts';
import { GeneratorFailure, type GeneratorFailureInfo } from './generator-failure.ts';
import { isBillingCode, isModerationCode } from './refusal-codes.ts';

/** What a generator answered to a create instead of a job. */
export interface CreateRefusal {
  status: number;
  code?: unknown;
  type?: unknown;
  /** Already cleaned. */
  reason: string;
  retryAfterSeconds?: number | undefined;
}

/**
 * A create that was answered with an error status. A 4xx is a decision, so nothing was bought.
 * After a 5xx, a 408 or a 409 the job may exist all the same: that is `outcome_unknown`, never a
 * retry.
 */
export function createFailure(refusal: CreateRefusal, cause?: unknown): GeneratorFailure {
  const info = classify(refusal);
  // A gateway's 502 does not say whether the server behind it was reached.
  const sent = info.code === 'outcome_unknown' ? 'maybe' : 'yes';
  return new GeneratorFailure({ ...info, sent }, { cause });
}

function classify(refusal: CreateRefusal): Omit<GeneratorFailureInfo, 'sent'> {
  const { status, code, type, reason } = refusal;
  const declined = { retryable: false, billed: 'no' } as const;
  if (status === 401 || status === 403) {
    if (isModerationCode(code, type)) return moderated(reason);
    const message = withReason('The generator did not accept our credentials', reason);
    return { code: 'generator_auth', kind: 'AUTH', message, ...declined };
  }
  if (status === 402 || (status === 429 && isBillingCode(code, type))) {
    const message = withReason('The generator account has nothing left to spend', reason);
    return { code: 'generator_quota', kind: 'BILLING', message, ...declined };
  }
  if (status === 429) {
    const message = withReason('The generator takes no more work at the moment', reason);
    const { retryAfterSeconds } = refusal;
    return {
      code: 'generator_quota',
      kind: 'RATE_LIMITED',
      message,
      retryable: true,
      billed: 'no',
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    };
  }
  const keyConflict = status === 409 && code === 'idempotency_key_reused';
  if (status >= 500 || status === 408 || (status === 409 && !keyConflict)) {
    return unknownOutcome(`The generator answered the order with an error (HTTP ${status})`);
  }
  if (isModerationCode(code, type)) return moderated(reason);
  const message = withReason(`The generator cannot make this (HTTP ${status})`, reason);
  return { code: 'generator_invalid_request', kind: 'INVALID_REQUEST', message, ...declined };
}

function moderated(reason: string): Omit<GeneratorFailureInfo, 'sent'> {
  return {
    code: 'generator_refused',
    kind: 'MODERATED_INPUT',
    message: withReason('The generator refused the content', reason),
    retryable: false,
    billed: 'no',
  };
}

/** `cause` in one clause; what it means for the order is added here. */
export function unknownOutcome(cause: string): Omit<GeneratorFailureInfo, 'sent'> {
  return {
    code: 'outcome_unknown',
    kind: 'SUBMIT_UNKNOWN',
    message: `${cause}; whether it has taken the order is not known.`,
    retryable: false,
    billed: 'maybe',
  };
}
