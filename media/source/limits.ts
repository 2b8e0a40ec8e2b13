import { DEFAULT_LIMITS, type MediaLimits } from '../ffmpeg/input.ts';

/** What a take was asked to be. */
interface Asked {
  width: number;
  height: number;
  /** Seconds. */
  duration: number;
  frameRate: number;
}

/** Room over what was asked for: models round sizes up and lengths to their own steps. */
const PIXELS = 1.5;
const SECONDS = 2;
const LONGER = 1.1;
const FRAMES = 1.2;

/** Some models know one size only. A picture of full HD costs little, whatever was asked for. */
const PIXELS_AT_LEAST = 1920 * 1088;
/** A frame rate is the generator's to choose; this many a second are still a picture, not a trap. */
const RATE_AT_LEAST = 60;

/** What decoding a take may cost: a share over what was asked, never what a file says of itself. */
export function limitsFor(asked: Asked): MediaLimits {
  const duration = Math.max(asked.duration + SECONDS, asked.duration * LONGER);
  const rate = Math.max(asked.frameRate, RATE_AT_LEAST);
  return {
    ...DEFAULT_LIMITS,
    pixels: Math.max(PIXELS_AT_LEAST, Math.ceil(asked.width * asked.height * PIXELS)),
    duration,
    frames: Math.ceil(duration * rate * FRAMES),
  };
}
