import { open, type FileHandle } from 'node:fs/promises';
import { BoxError, makeBox, readHeader, u32 } from './boxes.ts';
import { parseFragment, type Sample } from './fragment.ts';
import { parseInit, setUpright, type TrackInit } from './init-segment.ts';
import { decodeEarly } from './decode-times.ts';

/** A sample and where its bytes lie in the encoder's file. */
interface Located extends Sample {
  position: number;
}

/** An encoder's fragmented file, indexed: everything but the samples' own bytes. */
export interface Track {
  file: string;
  init: TrackInit;
  initBytes: Uint8Array;
  samples: Located[];
}

/** `moov` of one track is under a kilobyte; a `moof` has 16 bytes a sample. */
const MAX_HEADER = 16 * 1024 * 1024;

/** Indexes a fragmented MP4 of one track by its `moof` boxes. Throws `BoxError`. */
export async function indexTrack(file: string): Promise<Track> {
  await using handle = await open(file, 'r');
  const { size } = await handle.stat();
  const samples: Located[] = [];
  let initBytes: Uint8Array | null = null;
  let init: TrackInit | null = null;
  let nextTime = 0;
  for (let at = 0; at < size;) {
    const head = await read(handle, at, Math.min(16, size - at));
    const box = readHeader(head, 0);
    if (at + box.end > size) throw new BoxError(`${box.type} is cut short`);
    if (box.type === 'moov') {
      initBytes = await read(handle, 0, at + box.end);
      setUpright(initBytes);
      init = parseInit(initBytes);
    }
    if (box.type === 'moof') {
      if (!init) throw new BoxError('moof before moov');
      const moof = await read(handle, at, box.end);
      const fragment = parseFragment(moof, readHeader(moof, 0), init);
      if (fragment.decodeTime !== nextTime) throw new BoxError('tfdt does not continue');
      let position = at + fragment.dataOffset;
      for (const sample of fragment.samples) {
        samples.push({ ...sample, position });
        position += sample.size;
        nextTime += sample.duration;
      }
    }
    at += box.end;
  }
  if (!init || !initBytes || samples.length === 0) throw new BoxError('the track is empty');
  return { file, init, initBytes, samples };
}

/**
 * Where to cut a picture: at the IDR that opens each segment of `segmentFrames` frames, which is
 * decoded at the instant at which it is shown.
 */
export function videoCuts(track: Track, segmentFrames: number): Located[][] {
  const segments: Located[][] = [];
  for (const [index, sample] of track.samples.entries()) {
    if (index % segmentFrames === 0) {
      if (!sample.sync) throw new BoxError(`no IDR at frame ${index}`);
      segments.push([]);
    }
    segments.at(-1)?.push(sample);
  }
  return segments.map(decodeEarly);
}

/**
 * Where to cut sound: at the frame nearest to each boundary of the picture, so that both have the
 * same number of segments and drift by half a frame at most.
 * @param boundaries seconds at which segments 2, 3, … of the picture begin
 */
export function audioCuts(track: Track, boundaries: readonly number[]): Located[][] {
  const segments: Located[][] = [[]];
  let time = 0;
  for (const sample of track.samples) {
    const boundary = boundaries[segments.length - 1];
    const middle = (time + sample.duration / 2) / track.init.timescale;
    if (boundary !== undefined && middle >= boundary) segments.push([]);
    segments.at(-1)?.push(sample);
    time += sample.duration;
  }
  return segments;
}

/** `msdh`/`msix` mark a media segment (14496-12 §8.16.2), `cmfs` a CMAF one (23000-19 §7.2). */
const STYP = makeBox('styp', Buffer.from('msdh'), u32(0), Buffer.from('msdhmsixcmfs'));

const SYNC = 0x02000000;
const NOT_SYNC = 0x01010000;

/** The bytes of one media segment: `styp`, `moof`, `mdat`. */
export async function readSegment(
  handle: FileHandle,
  track: Track,
  samples: readonly Located[],
  place: { sequence: number; decodeTime: number },
): Promise<Uint8Array> {
  const moof = movieFragment(track, samples, place);
  const payload = samples.reduce((sum, sample) => sum + sample.size, 0);
  const bytes = new Uint8Array(STYP.length + moof.length + 8 + payload);
  bytes.set(STYP);
  bytes.set(moof, STYP.length);
  let at = STYP.length + moof.length;
  bytes.set(u32(8 + payload), at);
  bytes.set(Buffer.from('mdat'), at + 4);
  at += 8;
  // Samples of one encoder fragment lie side by side: one read for each run of them.
  for (let index = 0; index < samples.length;) {
    const from = samples[index]?.position ?? 0;
    let length = 0;
    while (index < samples.length && samples[index]?.position === from + length) {
      length += samples[index]?.size ?? 0;
      index++;
    }
    bytes.set(await read(handle, from, length), at);
    at += length;
  }
  return bytes;
}

/** The encoder's own edit-list-free times, in one run per segment (14496-12 §8.8). */
function movieFragment(
  track: Track,
  samples: readonly Located[],
  place: { sequence: number; decodeTime: number },
): Uint8Array {
  const fields = samples.flatMap((s) =>
    [
      [s.duration, s.size],
      [s.sync ? SYNC : NOT_SYNC, s.offset],
    ].flat(),
  );
  const build = (dataOffset: number): Uint8Array =>
    makeBox(
      'moof',
      makeBox('mfhd', u32(0, place.sequence)),
      makeBox(
        'traf',
        makeBox('tfhd', u32(0x020000, track.init.trackId)),
        makeBox(
          'tfdt',
          u32(0x01000000, Math.floor(place.decodeTime / 2 ** 32), place.decodeTime % 2 ** 32),
        ),
        makeBox('trun', u32(0x01000f01, samples.length, dataOffset), u32(...fields)),
      ),
    );
  return build(build(0).length + 8);
}

async function read(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  if (length > MAX_HEADER * 16) throw new BoxError(`a box of ${length} bytes is too large`);
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, position);
  if (bytesRead !== length) throw new BoxError('the file is cut short');
  return bytes;
}
