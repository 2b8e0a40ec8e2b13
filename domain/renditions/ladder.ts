import { toNumber, type Fraction } from './frame-rate.ts';

/** One rung to encode. */
export interface LadderRung {
  /** Name of its directory, by its short side: `720p`. */
  name: string;
  /** Displayed pixels, even, square. */
  width: number;
  height: number;
  /** Bits per second that the encoder may not exceed for longer than its buffer. */
  maxRate: number;
  /** Bits of that buffer. */
  bufferSize: number;
  /** H.264 level as in the codec string, times ten: 31 for 3.1. */
  level: number;
}

export interface Ladder {
  rate: Fraction;
  /** Frames from one IDR to the next, the same in every rung. */
  gopFrames: number;
  /** Frames of a full segment: a whole number of GOPs. */
  segmentFrames: number;
  /** Highest first. */
  rungs: LadderRung[];
}

export interface LadderSource {
  /** Displayed pixels. */
  width: number;
  height: number;
  rate: Fraction;
  /** Short sides asked for; without them the standard ones below the source. */
  heights?: readonly number[];
}

const STANDARD = [2160, 1440, 1080, 720, 480, 360];

/** Only when a source would otherwise have a single rung. */
const LAST_RESORT = 240;

/** A source at least this high gets two rungs or more (Apple HLS authoring 9.9). */
const TWO_RUNGS_FROM = 360;

/** Rungs nearer than this to the one above cost an encode and give a viewer nothing. */
const NEAREST_RUNG = 0.8;

/** Apple HLS authoring 1.13: an IDR every two seconds. */
const GOP_SECONDS = 2;

/**
 * Two GOPs. Apple suggests six seconds, but takes last 5–10 s: with shorter segments a player has
 * a second chance to choose before the end.
 */
const GOPS_PER_SEGMENT = 2;

/** The caps of the measured ladder: bits per second by pixels of a 16:9 picture at ≤ 30 frames/s. */
const CAPS: readonly [pixels: number, bitsPerSecond: number][] = [
  [426 * 240, 400_000],
  [640 * 360, 800_000],
  [854 * 480, 1_400_000],
  [1280 * 720, 2_800_000],
  [1920 * 1080, 5_000_000],
  [2560 * 1440, 9_000_000],
  [3840 * 2160, 16_000_000],
];

/** Frames above 30 a second differ less from each other: half the bits again, not twice. */
const HIGH_RATE_FACTOR = 1.5;

/** H.264 table A-1: level ×10, macroblocks per second, macroblocks per frame, kbit/s (High). */
const LEVELS: readonly [level: number, rate: number, frame: number, kilobits: number][] = [
  [10, 1_485, 99, 80],
  [11, 3_000, 396, 240],
  [12, 6_000, 396, 480],
  [13, 11_880, 396, 960],
  [20, 11_880, 396, 2_500],
  [21, 19_800, 792, 5_000],
  [22, 20_250, 1_620, 5_000],
  [30, 40_500, 1_620, 12_500],
  [31, 108_000, 3_600, 17_500],
  [32, 216_000, 5_120, 25_000],
  [40, 245_760, 8_192, 25_000],
  [42, 522_240, 8_704, 62_500],
  [50, 589_824, 22_080, 168_750],
  [51, 983_040, 36_864, 300_000],
  [52, 2_073_600, 36_864, 300_000],
];

/** Macroblocks of the largest picture that level 5.2 allows (Apple HLS authoring 1.3). */
const MAX_MACROBLOCKS = 36_864;
/** Longest side in macroblocks at that level: √(8 × 36 864). */
const MAX_SIDE_MACROBLOCKS = 543;

/**
 * Plans what to encode. A rung is named by its short side, so a portrait take gets the same rungs
 * as a landscape one; nothing is enlarged; every side is even, as 4:2:0 needs.
 */
export function planLadder(source: LadderSource): Ladder {
  const fps = toNumber(source.rate);
  const gopFrames = Math.max(1, Math.round(fps * GOP_SECONDS));
  const top = largestAllowed(source);
  const sides = source.heights?.length
    ? requested(source.heights, top)
    : standard(Math.min(top.width, top.height));
  const rungs = sides.map((side) => rung(side, top, fps));
  return { rate: source.rate, gopFrames, segmentFrames: gopFrames * GOPS_PER_SEGMENT, rungs };
}

function standard(top: number): number[] {
  const sides = [top];
  for (const side of STANDARD) {
    if (side <= (sides.at(-1) ?? 0) * NEAREST_RUNG) sides.push(side);
  }
  return withSecond(sides, top);
}

/** A request above the source means "as large as it is". */
function requested(heights: readonly number[], size: { width: number; height: number }): number[] {
  const top = Math.min(size.width, size.height);
  const sides = heights.map((height) => Math.max(2, Math.min(even(height), top)));
  return withSecond(
    [...new Set(sides)].toSorted((a, b) => b - a),
    top,
  );
}

function withSecond(sides: number[], top: number): number[] {
  if (sides.length > 1 || top < TWO_RUNGS_FROM) return sides;
  const [only = top] = sides;
  const below = [...STANDARD, LAST_RESORT].find((side) => side <= only * NEAREST_RUNG);
  // Somebody asked for a single rung below every standard one: half of it is still a second rate.
  return [only, below ?? Math.max(2, even(only / 2))];
}

function rung(side: number, top: { width: number; height: number }, fps: number): LadderRung {
  const scale = side / Math.min(top.width, top.height);
  const portrait = top.height > top.width;
  const long =
    scale === 1 ? Math.max(top.width, top.height) : even(Math.max(top.width, top.height) * scale);
  const width = portrait ? side : long;
  const height = portrait ? long : side;
  const maxRate = cap(width * height, fps);
  return {
    name: `${side}p`,
    width,
    height,
    maxRate,
    bufferSize: maxRate * 2,
    level: levelFor(width, height, fps, maxRate),
  };
}

/** The source's size made even, and small enough for the highest level that players must take. */
function largestAllowed(source: { width: number; height: number }): {
  width: number;
  height: number;
} {
  const macroblocks = (source.width / 16) * (source.height / 16);
  const longest = Math.max(source.width, source.height) / 16;
  const shrink = Math.min(
    1,
    Math.sqrt(MAX_MACROBLOCKS / macroblocks),
    MAX_SIDE_MACROBLOCKS / longest,
    2160 / Math.min(source.width, source.height),
  );
  const floor = (pixels: number): number => Math.max(2, Math.floor((pixels * shrink) / 2) * 2);
  return { width: floor(source.width), height: floor(source.height) };
}

/** Between two measured rungs bits grow with a power of the pixels, so interpolate logarithms. */
function cap(pixels: number, fps: number): number {
  const above = Math.max(
    1,
    CAPS.findIndex(([size]) => size >= pixels),
  );
  const index = pixels > (CAPS.at(-1)?.[0] ?? 0) ? CAPS.length - 1 : above;
  const [smallPixels, smallBits] = CAPS[index - 1] ?? [1, 1];
  const [largePixels, largeBits] = CAPS[index] ?? [1, 1];
  const power = Math.log(largeBits / smallBits) / Math.log(largePixels / smallPixels);
  const bits = smallBits * (pixels / smallPixels) ** power * (fps > 30.5 ? HIGH_RATE_FACTOR : 1);
  return Math.max(64_000, Math.round(bits / 1000) * 1000);
}

/** The lowest level that fits: players refuse what is declared above their own (rule 1.11). */
function levelFor(width: number, height: number, fps: number, maxRate: number): number {
  const wide = Math.ceil(width / 16);
  const high = Math.ceil(height / 16);
  const fits = LEVELS.find(
    ([, rate, frame, kilobits]) =>
      wide * high <= frame &&
      wide * high * fps <= rate &&
      Math.max(wide, high) <= Math.sqrt(8 * frame) &&
      maxRate <= kilobits * 1000,
  );
  return fits?.[0] ?? 52;
}

function even(pixels: number): number {
  return Math.max(2, Math.round(pixels / 2) * 2);
}
