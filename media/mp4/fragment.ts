import { BoxError, boxesIn, needBox, view, type Box } from './boxes.ts';
import type { TrackInit } from './init-segment.ts';

/** One coded picture or sound frame inside a fragment. */
export interface Sample {
  /** Ticks of the track's timescale. */
  duration: number;
  /** Ticks from decoding to display; may be negative. */
  offset: number;
  size: number;
  /** Whether decoding may start here. */
  sync: boolean;
}

export interface Fragment {
  sequence: number;
  /** `tfdt`: ticks from the start of the track to the first sample's decoding. */
  decodeTime: number;
  samples: Sample[];
  /** From the start of `moof` to the first sample's bytes. */
  dataOffset: number;
  /** `default-base-is-moof`, which CMAF requires. */
  baseIsMoof: boolean;
}

/** ISO/IEC 14496-12 §8.8.3.1: bit 16 of the sample flags says "not a sync sample". */
const NON_SYNC = 0x10000;

/** Reads the single track of a `moof` that starts at `moof.start`. Throws `BoxError`. */
export function parseFragment(bytes: Uint8Array, moof: Box, init: TrackInit): Fragment {
  const data = view(bytes);
  const mfhd = needBox(bytes, 'mfhd', moof);
  const trafs = boxesIn(bytes, moof.body, moof.end).filter((box) => box.type === 'traf');
  const [traf] = trafs;
  if (!traf || trafs.length > 1) throw new BoxError(`${trafs.length} tracks in a fragment`);
  const tfhd = needBox(bytes, 'tfhd', traf);
  const tfdt = needBox(bytes, 'tfdt', traf);
  const truns = boxesIn(bytes, traf.body, traf.end).filter((box) => box.type === 'trun');
  const [trun] = truns;
  if (!trun || truns.length > 1) throw new BoxError(`${truns.length} runs in a fragment`);
  const { defaults, baseIsMoof } = parseDefaults(data, tfhd, init);
  const wide = bytes[tfdt.body] === 1;
  return {
    sequence: data.getUint32(mfhd.body + 4),
    decodeTime: wide ? Number(data.getBigUint64(tfdt.body + 4)) : data.getUint32(tfdt.body + 4),
    ...parseRun(data, trun, defaults),
    baseIsMoof,
  };
}

function parseDefaults(
  data: DataView,
  tfhd: Box,
  init: TrackInit,
): { defaults: TrackInit['defaults']; baseIsMoof: boolean } {
  const flags = data.getUint32(tfhd.body) & 0xffffff;
  let at = tfhd.body + 8;
  const next = (bit: number, otherwise: number, length = 4): number => {
    if ((flags & bit) === 0) return otherwise;
    at += length;
    return data.getUint32(at - 4);
  };
  next(0x1, 0, 8);
  next(0x2, 0);
  return {
    defaults: {
      duration: next(0x8, init.defaults.duration),
      size: next(0x10, init.defaults.size),
      flags: next(0x20, init.defaults.flags),
    },
    baseIsMoof: (flags & 0x20000) !== 0,
  };
}

function parseRun(
  data: DataView,
  trun: Box,
  defaults: TrackInit['defaults'],
): Pick<Fragment, 'samples' | 'dataOffset'> {
  const head = data.getUint32(trun.body);
  const flags = head & 0xffffff;
  const signed = head >>> 24 === 1;
  const count = data.getUint32(trun.body + 4);
  let at = trun.body + 8;
  const next = (bit: number, otherwise: number): number => {
    if ((flags & bit) === 0) return otherwise;
    if (at + 4 > trun.end) throw new BoxError('trun is cut short');
    at += 4;
    return data.getUint32(at - 4);
  };
  const dataOffset = next(0x1, 0);
  const firstFlags = next(0x4, defaults.flags);
  const samples: Sample[] = [];
  for (let index = 0; index < count; index++) {
    const duration = next(0x100, defaults.duration);
    const size = next(0x200, defaults.size);
    const own = next(0x400, index === 0 ? firstFlags : defaults.flags);
    const offset = next(0x800, 0);
    samples.push({
      duration,
      size,
      sync: (own & NON_SYNC) === 0,
      offset: signed ? offset | 0 : offset,
    });
  }
  return { samples, dataOffset };
}

export function durationOf(samples: readonly Sample[]): number {
  return samples.reduce((sum, sample) => sum + sample.duration, 0);
}
