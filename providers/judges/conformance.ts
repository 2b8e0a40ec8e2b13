import type { MediaInfo } from '../../domain/renditions/media.ts';
import type { Judgement } from '../../domain/takes/score.ts';
import type { Expectation } from './judge.ts';

/** What a take was promised to be and is not. */
export function conformanceGates(found: MediaInfo, expected: Expectation): Judgement['gates'] {
  const gates: Judgement['gates'] = [];
  if (!isSizeAsAsked(found, expected)) {
    const detail = `${found.width}x${found.height} pixels instead of ${expected.width}x${expected.height}.`;
    gates.push({ gate: 'wrong_size', detail });
  }
  if (!isDurationAsAsked(found, expected.duration)) {
    const detail = `${found.duration.toFixed(2)} seconds instead of ${expected.duration}.`;
    gates.push({ gate: 'wrong_duration', detail });
  }
  return gates;
}

/** Models work in blocks: each side may be rounded to a multiple of 16, up or down. */
const BLOCK = 16;
/** Otherwise the shape has to be right, and the picture not smaller than a viewer would notice. */
const ASPECT = 0.02;
const LEAST_AREA = 0.9;

/**
 * A larger picture of the right shape is no fault: the ladder makes it smaller. A request for
 * 1280x720 is met by 1280x704 and 1920x1080, not by 832x480, 1024x1024 or 720x1280.
 */
function isSizeAsAsked(found: MediaInfo, asked: Expectation): boolean {
  if (near(found.width, asked.width) && near(found.height, asked.height)) return true;
  const aspect = found.width / found.height / (asked.width / asked.height);
  const area = (found.width * found.height) / (asked.width * asked.height);
  return Math.abs(aspect - 1) <= ASPECT && area >= LEAST_AREA;
}

function near(found: number, asked: number): boolean {
  return Math.abs(found - asked) <= Math.min(BLOCK, asked * 0.1);
}

const SHORTER = 0.05;
const LONGER = 0.1;
/** Models make 4n + 1 frames, containers round: never less tolerant than this. */
const LEAST_SECONDS = 0.25;

function isDurationAsAsked({ duration, frameRate }: MediaInfo, asked: number): boolean {
  const least = Math.max(LEAST_SECONDS, 2 / frameRate);
  const short = Math.max(asked * SHORTER, least);
  const long = Math.max(asked * LONGER, least);
  return duration >= asked - short - 1e-6 && duration <= asked + long + 1e-6;
}
