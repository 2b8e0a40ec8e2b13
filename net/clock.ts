import { NetError } from './net-error.ts';

/** The caller's signal and the total timeout as one signal, over all hops and the body. */
export interface Clock {
  signal: AbortSignal;
  stop: () => void;
}

export function startClock(totalTimeoutMs: number, caller: AbortSignal | undefined): Clock {
  const controller = new AbortController();
  const end = (error: NetError): void => {
    stop();
    controller.abort(error);
  };
  const onAbort = (): void => {
    end(
      new NetError('aborted', 'The request was given up', { sent: 'maybe', cause: caller?.reason }),
    );
  };
  const timer =
    totalTimeoutMs > 0
      ? setTimeout(() => {
          end(new NetError('timeout', `Not done within ${totalTimeoutMs} ms`, { sent: 'maybe' }));
        }, totalTimeoutMs)
      : undefined;
  function stop(): void {
    clearTimeout(timer);
    caller?.removeEventListener('abort', onAbort);
  }
  caller?.addEventListener('abort', onAbort, { once: true });
  if (caller?.aborted) onAbort();
  return { signal: controller.signal, stop };
}
