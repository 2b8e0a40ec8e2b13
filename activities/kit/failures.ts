import { ApplicationFailure } from '@temporalio/activity';
import type { FailureCode } from '../../domain/video/failure.ts';
import { FAILURE_TYPES, JOB_GIVEN_UP } from '../../domain/video/failure-types.ts';
import { MediaError } from '../../media/ffmpeg/media-error.ts';
import type { NetErrorCode } from '../../net/net-error.ts';
import { NetError } from '../../net/net-error.ts';
import { GeneratorFailure } from '../../providers/generators/kit/generator-failure.ts';
import { StoreError } from '../../providers/stores/store.ts';
import { retryDelay } from './retry-delay.ts';

interface Refusal {
  code: FailureCode;
  message: string;
  retryable: boolean;
  retryAfterSeconds?: number | undefined;
  /** Nobody knows whether the job is over: whoever gives up on it ends it. */
  mayBeAtWork?: boolean;
  cause?: unknown;
}

/** What a person reads of a download that failed; the cause has the host and the details. */
const FETCH_FAULTS: Record<NetErrorCode, string> = {
  invalid_url: 'its address is none',
  protocol_refused: 'its address is neither http nor https',
  port_refused: 'its address names a port other than 80 and 443',
  address_refused: 'its server is not on the public internet and is not allowed',
  redirect_refused: 'its server sends us somewhere else in a way that is not allowed',
  too_many_redirects: 'its server keeps sending us somewhere else',
  connect_failed: 'its server cannot be reached',
  timeout: 'its server does not answer, or too slowly',
  too_large: 'it is larger than allowed',
  encoding_refused: 'its server compresses what must not be compressed',
  truncated: 'it ended before its announced length',
  reset: 'the connection broke',
  bad_response: 'its server does not speak HTTP',
  bad_status: 'its server refused',
  aborted: 'it was called off',
};

export function fetchFault({ code }: NetError): string {
  return `The file could not be fetched: ${FETCH_FAULTS[code]}.`;
}

/** The one way in which an activity fails: with a code, a reason, and whether to try again. */
export function activityFailure(refusal: Refusal): ApplicationFailure {
  const { code, message, retryable, retryAfterSeconds, cause } = refusal;
  return ApplicationFailure.create({
    type: code,
    message,
    nonRetryable: !retryable,
    ...(refusal.mayBeAtWork === true ? { details: [JOB_GIVEN_UP] } : {}),
    ...(retryAfterSeconds === undefined ? {} : { nextRetryDelay: retryDelay(retryAfterSeconds) }),
    ...(cause instanceof Error ? { cause: withoutDetail(cause) } : {}),
  });
}

/** The video was deleted: whatever was to be done is no longer wanted. */
export function erased(): ApplicationFailure {
  return ApplicationFailure.create({
    type: FAILURE_TYPES.erased,
    message: 'The video has been deleted.',
    nonRetryable: true,
  });
}

interface Meaning {
  /** What an error means that no port has named; those are retried, as faults of the moment. */
  otherwise: FailureCode;
  /** It was paid for: what storage or network say is never the last word. */
  paid?: boolean;
}

/** Gives every error of a port its code. */
export function toActivityFailure(
  error: unknown,
  { otherwise: code, paid = false }: Meaning,
): Error {
  if (error instanceof ApplicationFailure) return error;
  if (error instanceof GeneratorFailure) {
    const { info } = error;
    return activityFailure({ ...info, cause: error });
  }
  if (error instanceof StoreError) {
    const message = `Our storage failed: ${error.code.replaceAll('_', ' ')}.`;
    return activityFailure({
      code: 'storage_failed',
      message,
      retryable: error.retryable || paid,
      cause: error,
    });
  }
  if (error instanceof NetError) {
    const retryable = error.retryable || paid;
    const message = fetchFault(error);
    return activityFailure({ code: 'download_failed', message, retryable, cause: error });
  }
  if (error instanceof MediaError) {
    return activityFailure({
      code: mediaCode(error, code),
      message: error.message,
      retryable: error.retryable,
      cause: error,
    });
  }
  const message = 'Something unexpected went wrong; the worker log has it.';
  return activityFailure({ code, message, retryable: true, cause: error });
}

function mediaCode(error: MediaError, code: FailureCode): FailureCode {
  return error.code === 'media_unreadable' || error.code === 'limit_exceeded'
    ? 'media_unreadable'
    : code;
}

/** Stored with the run for everyone to read: an error's name says enough, its text may hold a path. */
function withoutDetail(cause: Error): Error {
  const code = 'code' in cause && typeof cause.code === 'string' ? ` ${cause.code}` : '';
  const named = new Error(`${cause.name}${code}`);
  delete named.stack;
  return named;
}
