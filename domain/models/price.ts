/** Millionths of a unit: micro-dollars when the unit is `usd`. Whole numbers, never a float. */
export type Millionths = number;

/** What is paid, or would be. `micros`: micro-dollars; null where nobody but the owner knows. */
export interface Charge {
  micros: number | null;
  /** As the provider counts it. */
  native: { amount: Millionths; unit: string } | null;
}

/** The first rate that matches wins: a rate, a table and a price per clip are one thing. */
export interface Price {
  unit: string;
  per: 'second' | 'minute' | 'clip';
  rates: readonly Rate[];
}

interface Rate {
  /** `height` is the shorter side. */
  when?: { height?: number; duration?: number; audio?: boolean };
  amount: Millionths;
}

/** What is to be priced. `height` is the shorter side. */
export interface Made {
  height: number;
  /** Seconds. */
  duration: number;
  audio: boolean;
}

/** Null when no rate says what this costs. */
export function priceOf(
  { unit, per, rates }: Price,
  units: Record<string, number | null>,
  made: Made,
): Charge | null {
  const rate = rates.find(({ when = {} }) => applies(when, made));
  if (rate === undefined) return null;
  const times = { clip: 1, second: made.duration, minute: made.duration / 60 }[per];
  const amount = Math.ceil(rate.amount * times);
  const worth = units[unit] ?? null;
  const micros = worth === null ? null : Math.ceil((amount * worth) / 1e6);
  return { micros, native: { amount, unit } };
}

/** Micro-dollars for one take; 0 where nobody can say. */
export function quoteOf(
  entry: { row: { price: Price }; provider: { units: Record<string, number | null> } } | null,
  order: { width: number; height: number; duration: number; audio: boolean },
): number {
  if (entry === null) return 0;
  const made = { ...order, height: Math.min(order.width, order.height) };
  return priceOf(entry.row.price, entry.provider.units, made)?.micros ?? 0;
}

function applies({ height, duration, audio }: NonNullable<Rate['when']>, made: Made): boolean {
  if (height !== undefined && height !== made.height) return false;
  if (duration !== undefined && duration !== made.duration) return false;
  return audio === undefined || audio === made.audio;
}
