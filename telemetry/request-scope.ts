import { AsyncLocalStorage } from 'node:async_hooks';

const scope = new AsyncLocalStorage<string>();

/** Everything that is begun inside `work`, however deep, knows which request it is done for. */
export function withinRequest<T>(requestId: string, work: () => T): T {
  return scope.run(requestId, work);
}

/** The id of the request that is being answered; undefined outside of any. */
export const currentRequestId = (): string | undefined => scope.getStore();
