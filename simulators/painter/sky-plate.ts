import type { Plate } from './upscale.ts';

/** The sky at a fraction of the picture's size: it is soft, and floats do not band. */
export interface SkyPlate extends Plate {
  /** Cloud before the stars, 0..1. */
  readonly veil: Float32Array;
  /** r, g, b of the air at the horizon per plate column. */
  readonly rim: Float32Array;
  /** Where the sun or moon stands, in picture pixels. */
  sunX: number;
  sunY: number;
}
