/** From `min` to `max`, both allowed, in whole steps from 0; a step of null allows anything. */
export interface Range {
  min: number;
  max: number;
  step: number | null;
}

/** A picture that a model makes, and the provider's own words for it: spread into the create. */
export interface Shape {
  width: number;
  height: number;
  as: Record<string, string>;
}

/** Seconds. */
export type Durations =
  | { kind: 'list'; values: readonly number[]; default: number }
  | ({ kind: 'range'; default: number } & Range)
  /** As long as what is said takes, or as the template makes it. */
  | { kind: 'open'; max: number };

/** What cannot be had together; the first that applies is what the caller reads. */
export interface Rule {
  when: { height?: number; audio?: boolean; last?: boolean };
  durations?: readonly number[];
  says: string;
}

/** What a model takes and makes. The only place where a size, a length or a limit of one stands. */
export interface Capabilities {
  /** UTF-16 units: `string.length`. */
  prompt: { max: number };
  /** A list, or what each side may be. */
  shapes: readonly Shape[] | Range;
  durations: Durations;
  /** Frames per second. Null: the provider's secret, so no promise. */
  frameRate: number | Range | null;
  audio: 'never' | 'always' | 'choice';
  seed: boolean;
  negativePrompt: boolean;
  images: { first: 'no' | 'yes' | 'required'; last: boolean; references: number };
  rules?: readonly Rule[];
}

export function isWithin(value: number, { min, max, step }: Range): boolean {
  return value >= min && value <= max && (step === null || Number.isInteger(value / step));
}

/** The side by which shapes are called: 720 of 1280x720 as of 720x1280. */
export function shortSide({ width, height }: { width: number; height: number }): number {
  return Math.min(width, height);
}
