import type { Capabilities } from './capabilities.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Price } from './price.ts';

/** Who generates: what its sheet says of all its models. */
export interface ProviderRow {
  /** What stands before the slash, unless an account of it has another name. */
  name: string;
  title: string;
  /** Micro-dollars of one unit; null where only the account's owner knows. */
  units: Record<string, number | null>;
  /** What a second create with the same reference does, and how a lost one is found. */
  repeat: 'same_job' | 'refused' | 'second_job';
  lookup: 'reference' | 'list' | 'none';
  webhooks: 'signed' | 'unsigned' | 'account' | 'none';
  cancel: 'any_time' | 'while_queued' | 'no';
  erase: 'deletes' | 'expires';
  /** Seconds that a link lives (null: for ever); whether a fresh read renews it; whether it needs our key. */
  link: { seconds: number | null; renews: boolean; key: boolean };
  /** Jobs at a time by default; what happens to more. */
  concurrency: { jobs: number | null; excess: 'waits' | 'refused' };
}

/** One model: what it can do and costs, as data. */
export interface ModelRow extends Capabilities {
  /** `<provider>/<model>`; an account of another name replaces the part before the first slash. */
  id: string;
  title: string;
  kind: 'generative' | 'image_to_video' | 'avatar' | 'template';
  tier: 'draft' | 'standard' | 'premium';
  lifecycle: Lifecycle;
  price: Price;
  /** Seconds from order to file: half of the takes, nearly all. Null until measured. */
  latency: { typical: number; slow: number } | null;
  /** Measured by us (V), documented by the vendor (D), reported by others (R), believed (B). */
  source: { mark: 'V' | 'D' | 'R' | 'B'; seen: string };
}

const ANYTHING = { min: 1, max: 1_000_000, step: null } as const;

/**
 * A model of one's own server that no row describes: any size, rate and length, and no price. What
 * it cannot do it refuses itself.
 */
export function openRow(id: string): ModelRow {
  return {
    id,
    title: id,
    kind: 'generative',
    tier: 'standard',
    lifecycle: { state: 'active' },
    prompt: { max: ANYTHING.max },
    shapes: ANYTHING,
    durations: { kind: 'range', ...ANYTHING, default: 5 },
    frameRate: ANYTHING,
    audio: 'choice',
    seed: true,
    negativePrompt: true,
    images: { first: 'yes', last: true, references: 0 },
    price: { unit: 'usd', per: 'clip', rates: [{ amount: 0 }] },
    latency: null,
    source: { mark: 'B', seen: '' },
  };
}
