import type { SKRSContext2D } from '@napi-rs/canvas';

export interface Inks {
  /** Body colour, dark. */
  readonly body: string;
  /** A second, coloured part: sail, envelope, lamp. */
  readonly accent: string;
  readonly light: string;
}

export type Draw = (context: SKRSContext2D, phase: number, inks: Inks) => void;
