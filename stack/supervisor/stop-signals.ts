/** What people and service managers want: first a clean stop, then a quick one. */
export interface StopSignals {
  stop: AbortSignal;
  hurry: AbortSignal;
  dispose: () => void;
}

// One Ctrl-C arrives up to three times: from the terminal, from npm and from the bootstrap.
const SAME_PRESS_MS = 1000;

export function listenForStop(say: (text: string) => void): StopSignals {
  const stop = new AbortController();
  const hurry = new AbortController();
  let first = 0;
  const heard = (): void => {
    if (!stop.signal.aborted) {
      first = Date.now();
      stop.abort();
    } else if (!hurry.signal.aborted && Date.now() - first > SAME_PRESS_MS) {
      say('stopping at once');
      hurry.abort();
    }
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, heard);
  // After a hang-up the terminal is gone, and a message to it must not end the clean stop.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  return {
    stop: stop.signal,
    hurry: hurry.signal,
    dispose: () => signals.forEach((signal) => process.off(signal, heard)),
  };
}

/** Resolves when the signal fires; a timer keeps the process alive until then. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const alive = setInterval(() => {}, 60_000);
    signal.addEventListener('abort', () => {
      clearInterval(alive);
      resolve();
    });
  });
}
