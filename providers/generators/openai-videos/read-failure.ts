import { NetError } from '../../../net/net-error.ts';
import { withReason } from '../kit/foreign-prose.ts';
import { GeneratorFailure, type GeneratorFailureInfo } from '../kit/generator-failure.ts';
import { isModerationCode } from '../kit/refusal-codes.ts';

/** A read that got no usable answer. Says nothing about the job, which goes on meanwhile. */
export function unreadable(
  what: string,
  options: { retryAfterSeconds?: number | undefined; cause?: unknown } = {},
): GeneratorFailure {
  const { retryAfterSeconds, cause } = options;
  return new GeneratorFailure(
    {
      code: 'generator_failed',
      kind: 'TRANSIENT',
      message: `The model server could not be asked: ${what}.`,
      retryable: true,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      billed: 'maybe',
      sent: 'yes',
    },
    { cause },
  );
}

/**
 * Codes of the guarded client that no repetition can mend: the configured address itself is wrong.
 */
const MISCONFIGURED = ['invalid_url', 'protocol_refused', 'address_refused', 'redirect_refused'];

export function isMisconfigured(error: unknown): error is NetError {
  return error instanceof NetError && MISCONFIGURED.includes(error.code);
}

/** The exchange itself failed. */
export function unreachable(error: unknown): GeneratorFailure {
  return unreadable(error instanceof NetError ? error.message : 'the exchange failed', {
    cause: error,
  });
}

export function notAuthorised(reason: string): GeneratorFailure {
  return new GeneratorFailure({
    code: 'generator_auth',
    kind: 'AUTH',
    message: withReason('The generator did not accept our credentials', reason),
    // Keys are exchanged, and walls in front of a server err: the job it bought goes on meanwhile.
    retryable: true,
    billed: 'maybe',
    sent: 'yes',
  });
}

/** The server does not know a job that it had accepted, or what stands before it does not. */
export function forgotten(status: 404 | 410): GeneratorFailure {
  return new GeneratorFailure({
    code: 'generator_failed',
    kind: status === 410 ? 'EXPIRED' : 'NOT_FOUND',
    message: 'The model server no longer knows the job that it had accepted.',
    retryable: true,
    billed: 'maybe',
    sent: 'yes',
  });
}

/** The server itself says that the job has failed. `reason` is cleaned prose. */
export function jobFailure(
  error: { code: unknown; type: unknown } | null,
  reason: string,
): GeneratorFailureInfo {
  const moderated = isModerationCode(error?.code, error?.type);
  return {
    code: moderated ? 'generator_refused' : 'generator_failed',
    kind: moderated ? 'MODERATED_OUTPUT' : 'GENERATION_FAILED',
    message: withReason(
      moderated ? 'The generator refused the content' : 'The generator failed',
      reason || (moderated ? '' : 'it gave no reason'),
    ),
    retryable: false,
    billed: 'maybe',
    sent: 'yes',
  };
}
