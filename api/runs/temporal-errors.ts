import { ServiceError, isGrpcServiceError } from '@temporalio/client';
import { NamespaceNotFoundError, WorkflowNotFoundError } from '@temporalio/common';

/** Temporal did not answer, or not usefully: what became of the call is unknown. */
export class TemporalUnavailable extends Error {
  override name = 'TemporalUnavailable';
}

/** gRPC INVALID_ARGUMENT: our own mistake, which waiting does not mend. */
const INVALID_ARGUMENT = 3;

export function asUnavailable(error: unknown): unknown {
  const cause = error instanceof ServiceError ? error.cause : error;
  const unreachable =
    error instanceof ServiceError ||
    error instanceof NamespaceNotFoundError ||
    isGrpcServiceError(error);
  const code: number | null = isGrpcServiceError(cause) ? cause.code : null;
  if (!unreachable || code === INVALID_ARGUMENT) return error;
  return new TemporalUnavailable('Temporal did not answer.', { cause: error });
}

/** Null for a run that is not there, or no longer open. */
export async function orNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
