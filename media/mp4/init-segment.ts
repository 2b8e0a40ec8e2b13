import { BoxError, boxesIn, findBox, needBox, u32, view, type Box } from './boxes.ts';

/** What a track's init segment says of it. */
export interface TrackInit {
  kind: 'video' | 'audio';
  timescale: number;
  /** RFC 6381, read from the decoder configuration: `avc1.64001f`, `mp4a.40.2`. */
  codec: string;
  /** Displayed pixels; 0 for sound. */
  width: number;
  height: number;
  /** 0 for a picture. */
  channels: number;
  trackId: number;
  /** Bytes of the length in front of each NAL unit; 0 for sound. */
  nalLengthSize: number;
  /** Samples that the init itself lists: none in a CMAF header. */
  samples: number;
  /** Whether an edit list shifts or trims; players disagree on it, so there may be none. */
  editList: boolean;
  /** Whether the header has the picture turned or mirrored. */
  turned: boolean;
  fragmented: boolean;
  defaults: { duration: number; size: number; flags: number };
}

/** Reads one track from `ftyp` + `moov`. Throws `BoxError`. */
export function parseInit(bytes: Uint8Array): TrackInit {
  if (boxesIn(bytes)[0]?.type !== 'ftyp') throw new BoxError('ftyp is not first');
  const moov = needBox(bytes, 'moov');
  const tracks = boxesIn(bytes, moov.body, moov.end).filter((box) => box.type === 'trak');
  const [track] = tracks;
  if (!track || tracks.length > 1) throw new BoxError(`${tracks.length} tracks instead of one`);
  const data = view(bytes);
  const mdhd = needBox(bytes, 'mdia/mdhd', track);
  const tkhd = needBox(bytes, 'tkhd', track);
  const stbl = needBox(bytes, 'mdia/minf/stbl', track);
  const stsz = needBox(bytes, 'stsz', stbl);
  const trex = findBox(bytes, 'mvex/trex', moov);
  const at = (box: Box | null, offset: number): number =>
    box ? data.getUint32(box.body + offset) : 0;
  return {
    ...sampleEntry(bytes, needBox(bytes, 'stsd', stbl)),
    timescale: at(mdhd, bytes[mdhd.body] === 1 ? 20 : 12),
    trackId: at(tkhd, bytes[tkhd.body] === 1 ? 20 : 12),
    samples: at(stsz, 8),
    editList: shiftsTime(bytes, findBox(bytes, 'edts/elst', track)),
    turned: !matrixOf(bytes, tkhd).equals(UPRIGHT),
    fragmented: trex !== null,
    defaults: { duration: at(trex, 12), size: at(trex, 16), flags: at(trex, 20) },
  };
}

/** The matrix of `tkhd` that turns nothing (14496-12 §8.3.2.3), in 16.16 and 2.30 fixed point. */
const UPRIGHT = Buffer.from(u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000));

function matrixOf(bytes: Uint8Array, tkhd: Box): Buffer {
  const from = tkhd.body + (bytes[tkhd.body] === 1 ? 52 : 40);
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, UPRIGHT.length);
}

/**
 * Takes the source's turning out of a header in place: ffmpeg copies it to what it encodes, and the
 * pictures in there are upright already.
 */
export function setUpright(bytes: Uint8Array): void {
  const tkhd = needBox(bytes, 'moov/trak/tkhd');
  matrixOf(bytes, tkhd).set(UPRIGHT);
}

type Entry = Pick<TrackInit, 'kind' | 'codec' | 'width' | 'height' | 'channels' | 'nalLengthSize'>;

function sampleEntry(bytes: Uint8Array, stsd: Box): Entry {
  const [entry] = boxesIn(bytes, stsd.body + 8, stsd.end);
  const data = view(bytes);
  if (entry?.type === 'avc1') {
    const avcC = needBox(bytes, 'avcC', { ...entry, body: entry.body + 78 });
    // AVCDecoderConfigurationRecord: version, profile, compatibility, level (14496-15 §5.3.3).
    const hex = bytes.subarray(avcC.body + 1, avcC.body + 4);
    return {
      kind: 'video',
      codec: `avc1.${Buffer.from(hex).toString('hex')}`,
      width: data.getUint16(entry.body + 24),
      height: data.getUint16(entry.body + 26),
      channels: 0,
      nalLengthSize: ((bytes[avcC.body + 4] ?? 0) & 3) + 1,
    };
  }
  if (entry?.type === 'mp4a') {
    const esds = needBox(bytes, 'esds', { ...entry, body: entry.body + 28 });
    return {
      kind: 'audio',
      codec: `mp4a.${aacCodec(bytes.subarray(esds.body + 4, esds.end))}`,
      width: 0,
      height: 0,
      channels: data.getUint16(entry.body + 16),
      nalLengthSize: 0,
    };
  }
  throw new BoxError(`sample entry ${entry?.type ?? 'missing'} is not published`);
}

/** Object type indication and audio object type out of an `esds` (14496-1 §7.2.6, 14496-3 §1.6). */
function aacCodec(descriptors: Uint8Array): string {
  let at = 0;
  const enter = (tag: number): void => {
    if (descriptors[at] !== tag) throw new BoxError('esds is malformed');
    // Sizes are 7 bits a byte, continued while the top bit is set.
    do at++;
    while (((descriptors[at] ?? 0) & 0x80) !== 0);
    at++;
  };
  enter(0x03);
  at += 3;
  enter(0x04);
  const objectType = descriptors[at] ?? 0;
  at += 13;
  enter(0x05);
  return `${objectType.toString(16)}.${(descriptors[at] ?? 0) >> 3}`;
}

/** An edit list that starts at zero, plays at once and runs at normal speed shifts nothing. */
function shiftsTime(bytes: Uint8Array, elst: Box | null): boolean {
  if (!elst) return false;
  const data = view(bytes);
  const wide = bytes[elst.body] === 1;
  const time = wide ? Number(data.getBigInt64(elst.body + 16)) : data.getInt32(elst.body + 12);
  return data.getUint32(elst.body + 4) !== 1 || time !== 0;
}
