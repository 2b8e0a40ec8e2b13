import { NetError } from '../../../net/net-error.ts';
import { cleanProse, withReason } from './foreign-prose.ts';
import { GeneratorFailure, type GeneratorFailureInfo } from './generator-failure.ts';
import type { ForeignError } from './foreign-error.ts';
import { isModerated, type RefusalRow } from './refusals.ts';

type Suspicion = Pick<GeneratorFailureInfo, 'code' | 'kind' | 'message'> & {
  retryAfterSeconds?: number | undefined;
};

/** A read of a job that was bought. Whatever it met, the job goes on: so always to be repeated. */
function suspected({ retryAfterSeconds, ...info }: Suspicion, cause?: unknown): GeneratorFailure {
  const patience = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  const about = { retryable: true, billed: 'maybe', sent: 'yes' } as const;
  return new GeneratorFailure({ ...info, ...about, ...patience }, { cause });
}

/** A read that got no usable answer. */
export function unreadable(
  what: string,
  options: { retryAfterSeconds?: number | undefined; cause?: unknown } = {},
): GeneratorFailure {
  const { retryAfterSeconds, cause } = options;
  const message = `The generator could not be asked: ${what}.`;
  return suspected(
    { code: 'generator_failed', kind: 'TRANSIENT', message, retryAfterSeconds },
    cause,
  );
}

/** The exchange itself failed. */
export function unreachable(cause: unknown): GeneratorFailure {
  return unreadable(cause instanceof NetError ? cause.message : 'the exchange failed', { cause });
}

/** Keys are exchanged, and walls in front of a server err. */
export function notAuthorised(reason: string): GeneratorFailure {
  const message = withReason('The generator did not accept our credentials', reason);
  return suspected({ code: 'generator_auth', kind: 'AUTH', message });
}

/** The provider does not know a job that it had accepted, or what stands before it does not. */
export function forgotten(status: 404 | 410): GeneratorFailure {
  const message = 'The generator no longer knows the job that it had accepted.';
  const kind = status === 410 ? 'EXPIRED' : 'NOT_FOUND';
  return suspected({ code: 'generator_failed', kind, message });
}

/** The provider itself says that the job has failed: its last word. */
export function jobFailure(
  rows: readonly RefusalRow[],
  error: ForeignError | null,
  secrets: readonly (string | undefined)[],
): GeneratorFailureInfo {
  const moderated = isModerated(rows, [error?.code, error?.type]);
  const reason = cleanProse(error?.message, secrets);
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
