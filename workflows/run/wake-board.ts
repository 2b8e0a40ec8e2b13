/** Which takes have been woken since they last looked. */
export interface WakeBoard {
  wake(take: number): void;
  isWoken(take: number): boolean;
  clear(take: number): void;
}

/**
 * A look costs about a dozen events, so a webhook that keeps coming stops being heard after this
 * many wakes per take; polling goes on and history stays bounded whatever a sender does.
 */
const HEARD_WAKES = 4;

export function openWakeBoard(): WakeBoard {
  const woken = new Set<number>();
  const heard = new Map<number, number>();
  return {
    wake(take) {
      const wakes = heard.get(take) ?? 0;
      if (wakes >= HEARD_WAKES || woken.has(take)) return;
      heard.set(take, wakes + 1);
      woken.add(take);
    },
    isWoken: (take) => woken.has(take),
    clear: (take) => void woken.delete(take),
  };
}
