import type { Rays } from './finish.ts';
import type { Frame } from './frame.ts';
import type { Light } from './light.ts';
import type { Scene } from './scene.ts';

/** What every kind of scene is given. Width and height are those of the painted picture. */
export interface Setting {
  readonly scene: Scene;
  readonly light: Light;
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly duration: number;
}

/** One kind of scene, prepared for a take. */
export interface Stage {
  /** Fills every pixel of the frame as seen at `time` seconds. */
  paint(frame: Frame, time: number): Rays | undefined;
}
