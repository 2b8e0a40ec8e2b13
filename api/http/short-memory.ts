/** Remembers answers for a moment, so that a viewer's hundred requests ask the same thing once. */
export interface ShortMemory<T> {
  /** `find` is asked when nothing is known; its null is not remembered. */
  recall(key: string, find: () => Promise<T | null>): Promise<T | null>;
  /** Whatever begins with this. */
  forget(prefix: string): void;
}

const KEPT = 5_000;

export function openShortMemory<T>(forMs: number, now: () => number = Date.now): ShortMemory<T> {
  const known = new Map<string, { value: T; until: number }>();
  return {
    async recall(key, find) {
      const entry = known.get(key);
      if (entry !== undefined && entry.until > now()) return entry.value;
      known.delete(key);
      const value = await find();
      if (value === null) return null;
      const oldest = known.size >= KEPT ? known.keys().next().value : undefined;
      if (oldest !== undefined) known.delete(oldest);
      known.set(key, { value, until: now() + forMs });
      return value;
    },
    forget(prefix) {
      for (const key of known.keys()) if (key.startsWith(prefix)) known.delete(key);
    },
  };
}
