import {
  frameRateOf,
  publishedRate,
  toNumber,
  type Fraction,
} from '../../domain/renditions/frame-rate.ts';
import type { MediaLimits } from '../ffmpeg/input.ts';
import { MediaError } from '../ffmpeg/media-error.ts';
import type { ProbedPacket, ProbedStream } from './probe-output.ts';

/** When the pictures of a source are shown. */
export interface Timing {
  /** Seconds of picture. */
  duration: number;
  /** Pictures per second, on average. */
  frameRate: number;
  /** The constant rate to publish at, exact: the source's own unless that varies or is over 60. */
  rate: Fraction;
  /** Frames are spaced by `rate` already, so publishing keeps each of them once. */
  constantRate: boolean;
  /** Pictures that are shown. */
  frames: number;
  /** Seconds at which the first is shown, by the file's own clock. */
  firstShown: number;
}

/** Seconds; a picture that claims less or more is a muxer's placeholder, not a length. */
const BRIEFEST = 1 / 240;
const DEFAULT_RATE = 24;

/**
 * Reads the timeline that a player would show out of the shown packets of a picture.
 * @throws MediaError `limit_exceeded`, or `media_unreadable` for pictures without times
 */
export function timingOf(
  packets: readonly ProbedPacket[],
  video: ProbedStream,
  limits: MediaLimits,
): Timing {
  if (packets.length > limits.frames) {
    throw new MediaError('limit_exceeded', `More than ${limits.frames} pictures are too many.`);
  }
  const times = shownTimes(packets, video);
  const [first] = times;
  const last = times.at(-1);
  if (first === undefined || last === undefined) {
    throw new MediaError('media_unreadable', 'The pictures have no times.');
  }
  const declared = fraction(video.avg_frame_rate);
  const steps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  const final = packets.findLast((packet) => packet.pts_time === last)?.duration_time;
  const typical = median(steps) ?? lengthOfOne(final, declared);
  // Muxers of browsers and phones write 0 or 1 tick for the last, whose end they do not know.
  const duration = last - first + (final !== undefined && final > typical / 2 ? final : typical);
  if (duration > limits.duration) {
    throw new MediaError('limit_exceeded', `A video may last ${limits.duration} seconds at most.`);
  }
  const frames = times.length;
  const grid = gridOf(times, typical);
  const own = grid ? steadyRate(1 / grid.step, declared) : frameRateOf(1 / typical, 0.02);
  const rate = publishedRate(own);
  return {
    duration: grid ? frames / toNumber(own) : duration,
    frameRate: grid ? toNumber(own) : frames / duration,
    rate,
    constantRate: grid !== null && toNumber(rate) === toNumber(own),
    frames,
    firstShown: grid?.start ?? first,
  };
}

/** Of a picture's time: how far it may be moved to its place between its even neighbours. */
const OFF_GRID = 0.3;
/** Matroska rounds to milliseconds, so two neighbours may be one off each. */
const ROUNDING = 0.0021;

/**
 * The even spacing that all pictures keep to, null when they do not. A phone's clock trembles, and
 * muxers of fragments start the first picture early by the sound's priming: each picture is still
 * meant to be shown once.
 */
function gridOf(times: readonly number[], typical: number): { start: number; step: number } | null {
  const [first = 0] = times;
  if (times.length === 1) return { start: first, step: typical };
  // Over half the take, so that neither rounding nor a picture out of place counts for much.
  const far = Math.floor(times.length / 2);
  const step = median(times.slice(far).map((time, index) => (time - (times[index] ?? 0)) / far));
  if (step === undefined) return null;
  const places = times.map((time, index) => time - index * step);
  const start = median(places) ?? first;
  const slack = Math.max(ROUNDING, typical * OFF_GRID);
  const even = places.slice(1).every((place) => Math.abs(place - start) <= slack);
  if (!even || Math.abs(first - start) >= typical) return null;
  return { start: Math.abs(first - start) <= slack ? first : start, step };
}

/**
 * VP8 keeps pictures that are only referred to in packets of their own, at the time of a shown one
 * or a rounding away; anywhere else, two pictures at one time are one to a viewer as well.
 */
function shownTimes(packets: readonly ProbedPacket[], video: ProbedStream): number[] {
  const times = packets.flatMap((p) => p.pts_time ?? []).toSorted((a, b) => a - b);
  if (times.length < packets.length) return [];
  const apart = video.codec_name === 'vp8' ? 0.0015 : 1e-6;
  return times.filter((time, index) => index === 0 || time - (times[index - 1] ?? 0) > apart);
}

function lengthOfOne(final: number | undefined, declared: Fraction): number {
  if (final !== undefined && final >= BRIEFEST) return final;
  const rate = toNumber(declared);
  return 1 / (rate > 0 && rate <= 1 / BRIEFEST ? rate : DEFAULT_RATE);
}

/** What the header declares, when the pictures keep to it; it is exact where times are rounded. */
function steadyRate(measured: number, declared: Fraction): Fraction {
  const close = Math.abs(toNumber(declared) - measured) <= measured * 0.002;
  return frameRateOf(close ? toNumber(declared) : measured, close ? undefined : 0.004);
}

function fraction(text: string): Fraction {
  const [num = 0, den = 0] = text.split('/').map(Number);
  return num > 0 && den > 0 ? { num, den } : { num: 0, den: 1 };
}

function median(values: number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
