import { NetError } from '../../../net/net-error.ts';
import { withReason } from './foreign-prose.ts';
import { GeneratorFailure, type GeneratorFailureInfo } from './generator-failure.ts';
import { type RefusalKind, type RefusalRow, refusalOf } from './refusals.ts';

/** What a provider answered to a create instead of a job. */
export interface CreateRefusal {
  status: number;
  code?: unknown;
  type?: unknown;
  /** Already cleaned. */
  reason: string;
  retryAfterSeconds?: number | undefined;
}

type Meaning = Pick<GeneratorFailureInfo, 'code' | 'kind'> & { says: string };

const MEANINGS: Record<Exclude<RefusalKind, 'SUBMIT_UNKNOWN'>, Meaning> = {
  MODERATED: {
    code: 'generator_refused',
    kind: 'MODERATED_INPUT',
    says: 'The generator refused the content',
  },
  AUTH: {
    code: 'generator_auth',
    kind: 'AUTH',
    says: 'The generator did not accept our credentials',
  },
  BILLING: {
    code: 'generator_quota',
    kind: 'BILLING',
    says: 'The generator account has nothing left to spend',
  },
  RATE_LIMITED: {
    code: 'generator_quota',
    kind: 'RATE_LIMITED',
    says: 'The generator takes no more work at the moment',
  },
  CONCURRENCY_LIMIT: {
    code: 'generator_quota',
    kind: 'CONCURRENCY_LIMIT',
    says: 'The generator takes no more work at a time',
  },
  UNAVAILABLE: {
    code: 'generator_invalid_request',
    kind: 'UNAVAILABLE',
    says: 'The generator does not offer this',
  },
  INVALID_REQUEST: {
    code: 'generator_invalid_request',
    kind: 'INVALID_REQUEST',
    says: 'The generator cannot make this',
  },
};

/**
 * A create that was answered with an error status. A 4xx is a decision, so nothing was bought.
 * After a 5xx, a 408 or a 409 the job may exist all the same: that is `outcome_unknown`, never a
 * retry.
 */
export function createFailure(
  refusal: CreateRefusal,
  { rows = [], cause }: { rows?: readonly RefusalRow[]; cause?: unknown } = {},
): GeneratorFailure {
  const { status, code, type, reason, retryAfterSeconds } = refusal;
  const meant = refusalOf(rows, status, [code, type]);
  if (meant === 'SUBMIT_UNKNOWN') {
    // A gateway's 502 does not say whether the server behind it was reached.
    return unknownOutcome(`The generator answered the order with an error (HTTP ${status})`, {
      sent: 'maybe',
      cause,
    });
  }
  const { says, ...meaning } = MEANINGS[meant];
  const named = meaning.code === 'generator_invalid_request' ? ` (HTTP ${status})` : '';
  const later = meant === 'RATE_LIMITED' || meant === 'CONCURRENCY_LIMIT';
  return new GeneratorFailure(
    {
      ...meaning,
      message: withReason(`${says}${named}`, reason),
      retryable: later,
      ...(later && retryAfterSeconds !== undefined ? { retryAfterSeconds } : {}),
      billed: 'no',
      sent: 'yes',
    },
    { cause },
  );
}

/** `what` in one clause; what it means for the order is added here. */
export function unknownOutcome(
  what: string,
  { sent, cause }: { sent: 'maybe' | 'yes'; cause?: unknown },
): GeneratorFailure {
  return new GeneratorFailure(
    {
      code: 'outcome_unknown',
      kind: 'SUBMIT_UNKNOWN',
      message: `${what}; whether it has taken the order is not known.`,
      retryable: false,
      billed: 'maybe',
      sent,
    },
    { cause },
  );
}

/** Codes of the guarded client that no repetition can mend: the configured address is wrong. */
const MISCONFIGURED = new Set<string>([
  'invalid_url',
  'protocol_refused',
  'address_refused',
  'redirect_refused',
]);

/** No answer to a create. Only when no byte has left is it certain that nothing was bought. */
export function lostCreate(error: unknown): GeneratorFailure {
  if (!(error instanceof NetError) || (error.sent !== 'no' && !MISCONFIGURED.has(error.code))) {
    return unknownOutcome('The answer to the order was lost', { sent: 'maybe', cause: error });
  }
  const never = MISCONFIGURED.has(error.code);
  const says = never
    ? 'The address of the generator cannot be used'
    : 'The generator cannot be reached';
  return new GeneratorFailure(
    {
      code: never ? 'generator_invalid_request' : 'generator_failed',
      kind: never ? 'INVALID_REQUEST' : 'TRANSIENT',
      message: withReason(says, error.message),
      retryable: !never,
      billed: 'no',
      sent: error.sent,
    },
    { cause: error },
  );
}
