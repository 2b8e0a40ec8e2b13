import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BoxError, boxesIn } from '../mp4/boxes.ts';
import { durationOf, parseFragment, type Fragment } from '../mp4/fragment.ts';
import { parseInit, type TrackInit } from '../mp4/init-segment.ts';
import type { SegmentSize } from './playlists.ts';

/** A media segment as it lies on disk. */
interface MeasuredSegment extends SegmentSize {
  fragment: Fragment;
  /** Ticks. */
  length: number;
  /** Ticks: the earliest display time of its samples. */
  firstShown: number;
  /** NAL unit types of the first sample; empty for sound. */
  firstNalTypes: number[];
}

export interface MeasuredTrack {
  name: string;
  init: TrackInit;
  segments: MeasuredSegment[];
}

export function segmentName(index: number): string {
  return `seg-${String(index + 1).padStart(5, '0')}.m4s`;
}

/** Reads a rendition's files back, so that what is declared is what was stored. Throws `BoxError`. */
export async function measureTrack(
  root: string,
  name: string,
  count: number,
): Promise<MeasuredTrack> {
  const init = parseInit(await readFile(join(root, name, 'init.mp4')));
  const segments: MeasuredSegment[] = [];
  for (let index = 0; index < count; index++) {
    const uri = segmentName(index);
    segments.push(measureSegment(await readFile(join(root, name, uri)), uri, init));
  }
  return { name, init, segments };
}

function measureSegment(bytes: Uint8Array, uri: string, init: TrackInit): MeasuredSegment {
  if (bytes.length === 0) throw new BoxError(`${uri} is empty`);
  const boxes = boxesIn(bytes).filter((box) => box.type !== 'styp');
  const [moof, mdat] = boxes;
  if (moof?.type !== 'moof' || mdat?.type !== 'mdat' || boxes.length !== 2) {
    throw new BoxError(`${uri} is not one moof and one mdat`);
  }
  const fragment = parseFragment(bytes, moof, init);
  const payload = fragment.samples.reduce((sum, sample) => sum + sample.size, 0);
  const from = moof.start + fragment.dataOffset;
  if (from !== mdat.body || payload !== mdat.end - mdat.body) {
    throw new BoxError(
      `${uri} lists ${payload} bytes of samples and holds ${mdat.end - mdat.body}`,
    );
  }
  const length = durationOf(fragment.samples);
  return {
    uri,
    bytes: bytes.length,
    duration: length / init.timescale,
    fragment,
    length,
    firstShown: firstShown(fragment),
    firstNalTypes: nalTypes(bytes.subarray(from, from + (fragment.samples[0]?.size ?? 0)), init),
  };
}

function firstShown({ decodeTime, samples }: Fragment): number {
  let first = Number.POSITIVE_INFINITY;
  let time = decodeTime;
  for (const sample of samples) {
    first = Math.min(first, time + sample.offset);
    time += sample.duration;
  }
  return first;
}

/** Types of the length-prefixed NAL units of an H.264 picture (14496-10 §7.3.1). */
function nalTypes(sample: Uint8Array, init: TrackInit): number[] {
  const types: number[] = [];
  if (init.nalLengthSize === 0) return types;
  for (let at = 0; at + init.nalLengthSize < sample.length;) {
    let length = 0;
    for (let i = 0; i < init.nalLengthSize; i++) length = length * 256 + (sample[at + i] ?? 0);
    at += init.nalLengthSize;
    types.push((sample[at] ?? 0) & 0x1f);
    at += length;
  }
  return types;
}
