import { isGrpcServiceError } from '@temporalio/client';

/** gRPC status codes, from the gRPC core documentation. */
export const NOT_FOUND = 5;
export const ALREADY_EXISTS = 6;
const PERMISSION_DENIED = 7;
const UNIMPLEMENTED = 12;

/** The schedule client wraps what the server answered in an error of its own. */
export function isStatus(error: unknown, ...codes: number[]): boolean {
  if (isGrpcServiceError(error)) {
    const code: number = error.code;
    return codes.includes(code);
  }
  return error instanceof Error && error.cause !== undefined && isStatus(error.cause, ...codes);
}

/** What a server answers to calls that it keeps for its owner, as Temporal Cloud does. */
export const isRefusal = (error: unknown): boolean =>
  isStatus(error, PERMISSION_DENIED, UNIMPLEMENTED);
