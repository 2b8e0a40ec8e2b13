import { StoreError } from '../store.ts';

/** HTTP status of what the client library throws, which keeps it in three places. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, status, response } = error as {
    code?: unknown;
    status?: unknown;
    response?: { status?: unknown; statusCode?: unknown };
  };
  for (const value of [code, status, response?.status, response?.statusCode]) {
    const number = Number(value);
    if (number >= 100 && number < 600) return number;
  }
  return undefined;
}

/** Messages of the library may quote URLs with upload ids, so they stay in the cause. */
export function gcsStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const status = statusOf(error);
  const cause = { cause: error };
  if (status === 412) {
    return new StoreError('precondition_failed', 'The object is not in the expected state', cause);
  }
  if (status === 401 || status === 403) {
    return new StoreError('forbidden', 'The bucket may not be used with these credentials', cause);
  }
  const what = status === undefined ? 'cannot be reached' : `answered ${status}`;
  return new StoreError('unavailable', `The bucket ${what}`, cause);
}
