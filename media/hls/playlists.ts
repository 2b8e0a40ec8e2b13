import type { Rendition } from '../../domain/renditions/media.ts';

/** A segment as it was measured. */
export interface SegmentSize {
  /** Relative to its playlist: `seg-00001.m4s`. */
  uri: string;
  /** Seconds, from its own samples. */
  duration: number;
  bytes: number;
}

/** A variant of the multivariant playlist: a picture together with the sound it is played with. */
export interface Variant extends Rendition {
  frameRate: number;
}

export interface AudioRendition {
  /** Name of its directory. */
  name: string;
  codec: string;
  channels: number;
  /** BCP 47, `und` when unknown. */
  language: string;
  bandwidth: number;
  averageBandwidth: number;
}

export interface Multivariant {
  variants: readonly Variant[];
  audio: AudioRendition | null;
}

/** EXT-X-MAP in a playlist of normal segments needs 6 (RFC 8216 §7); 7 is what fMP4 players expect. */
const VERSION = 7;

/** Bits per second of the variant that should come first (Apple HLS authoring 1.32). */
const FIRST_VARIANT = 2_000_000;

const AUDIO_GROUP = 'audio';

/** The same target in every playlist of an asset (RFC 8216bis §4.4.3.1, Apple 8.2). */
export function targetDuration(tracks: readonly (readonly SegmentSize[])[]): number {
  return Math.max(1, ...tracks.flat().map((segment) => Math.round(segment.duration)));
}

export function mediaPlaylist(segments: readonly SegmentSize[], target: number): string {
  return lines([
    '#EXTM3U',
    `#EXT-X-VERSION:${VERSION}`,
    `#EXT-X-TARGETDURATION:${target}`,
    '#EXT-X-MEDIA-SEQUENCE:1',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    '#EXT-X-MAP:URI="init.mp4"',
    ...segments.flatMap(({ duration, uri }) => [`#EXTINF:${duration.toFixed(6)},`, uri]),
    '#EXT-X-ENDLIST',
  ]);
}

/**
 * @param base in front of every URI, e.g. `v1/` for the stable master one level above its version
 */
export function multivariantPlaylist({
  variants,
  audio,
  base,
}: Multivariant & { base: string }): string {
  return lines([
    '#EXTM3U',
    `#EXT-X-VERSION:${VERSION}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...(audio ? [audioTag(audio, base)] : []),
    ...startingNear(FIRST_VARIANT, variants).flatMap((variant) => [
      variantTag(variant, audio !== null),
      `${base}${variant.name}/index.m3u8`,
    ]),
  ]);
}

function audioTag(audio: AudioRendition, base: string): string {
  const attributes = [
    'TYPE=AUDIO',
    `GROUP-ID="${AUDIO_GROUP}"`,
    'NAME="Original"',
    `LANGUAGE="${audio.language}"`,
    'DEFAULT=YES',
    'AUTOSELECT=YES',
    `CHANNELS="${audio.channels}"`,
    `URI="${base}${audio.name}/index.m3u8"`,
  ];
  return `#EXT-X-MEDIA:${attributes.join(',')}`;
}

function variantTag(variant: Variant, withAudio: boolean): string {
  const attributes = [
    `BANDWIDTH=${variant.bandwidth}`,
    `AVERAGE-BANDWIDTH=${variant.averageBandwidth}`,
    `CODECS="${variant.codecs}"`,
    `RESOLUTION=${variant.width}x${variant.height}`,
    `FRAME-RATE=${variant.frameRate.toFixed(3)}`,
    ...(withAudio ? [`AUDIO="${AUDIO_GROUP}"`] : []),
    'CLOSED-CAPTIONS=NONE',
  ];
  return `#EXT-X-STREAM-INF:${attributes.join(',')}`;
}

/** Players without an estimate of their own begin with the first; the rest goes downwards. */
function startingNear(bits: number, variants: readonly Variant[]): Variant[] {
  const distance = (variant: Variant): number => Math.abs(Math.log(variant.bandwidth / bits));
  const first = variants.toSorted((a, b) => distance(a) - distance(b))[0];
  const rest = variants.filter((variant) => variant !== first);
  return [...(first ? [first] : []), ...rest.toSorted((a, b) => b.bandwidth - a.bandwidth)];
}

/** Bits per second over everything. */
export function averageBandwidth(segments: readonly SegmentSize[]): number {
  const bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
  const duration = segments.reduce((sum, segment) => sum + segment.duration, 0);
  return Math.round((bytes * 8) / duration);
}

/**
 * The largest bit rate of any run of segments that lasts 0.5 to 1.5 target durations (RFC 8216bis
 * §4.1, "peak segment bit rate"); of everything when the asset is shorter than that.
 */
export function peakBandwidth(segments: readonly SegmentSize[], target: number): number {
  let peak = 0;
  for (let from = 0; from < segments.length; from++) {
    let bytes = 0;
    let duration = 0;
    for (const segment of segments.slice(from)) {
      bytes += segment.bytes;
      duration += segment.duration;
      if (duration > target * 1.5) break;
      if (duration >= target * 0.5) peak = Math.max(peak, Math.ceil((bytes * 8) / duration));
    }
  }
  return Math.max(peak, averageBandwidth(segments));
}

function lines(parts: string[]): string {
  return `${parts.join('\n')}\n`;
}
