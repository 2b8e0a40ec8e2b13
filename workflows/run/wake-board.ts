/** Which takes have been rung for since they last looked. */
export interface WakeBoard {
  ring(take: number): void;
  isRung(take: number): boolean;
  clear(take: number): void;
}

/**
 * A look costs about a dozen events, so a doorbell that keeps ringing stops being heard after this
 * many rings per take; polling goes on and history stays bounded whatever a sender does.
 */
const HEARD_RINGS = 4;

export function openWakeBoard(): WakeBoard {
  const rung = new Set<number>();
  const heard = new Map<number, number>();
  return {
    ring(take) {
      const rings = heard.get(take) ?? 0;
      if (rings >= HEARD_RINGS || rung.has(take)) return;
      heard.set(take, rings + 1);
      rung.add(take);
    },
    isRung: (take) => rung.has(take),
    clear: (take) => void rung.delete(take),
  };
}
