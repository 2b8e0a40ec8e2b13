import { isAbsolute } from 'node:path';
import type { Container } from '../../domain/renditions/media.ts';
import { MediaError } from './media-error.ts';

/** A local copy of somebody else's bytes. */
export interface MediaInput {
  /** Absolute path of a regular file. */
  file: string;
  /** Found by `sniffContainer`; the only demuxer that will be tried. */
  container: Container;
}

/** What a file may demand of the machine before it is refused. */
export interface MediaLimits {
  /** Pixels of one frame. */
  pixels: number;
  /** Seconds of picture. */
  duration: number;
  streams: number;
  /** Frames of picture, over all. */
  frames: number;
}

export const DEFAULT_LIMITS: MediaLimits = {
  pixels: 8192 * 8192,
  duration: 600,
  streams: 16,
  // 600 s at 120 frames a second: a header that claims more is a trap, not a take.
  frames: 72_000,
};

/** Decoders for what generators and cameras deliver. Everything else in ffmpeg is attack surface. */
export const DECODERS: readonly string[] = [
  ['h264', 'hevc', 'av1', 'libdav1d', 'libaom-av1', 'vp8', 'vp9', 'libvpx', 'libvpx-vp9'],
  ['mpeg4', 'prores', 'aac', 'mp3', 'mp3float', 'opus', 'libopus', 'vorbis', 'flac', 'alac'],
  ['ac3', 'eac3', 'mp2', 'mp2float', 'pcm_mulaw', 'pcm_alaw'],
  ['pcm_s16le', 'pcm_s16be', 'pcm_s24le', 'pcm_s24be', 'pcm_s32le', 'pcm_f32le', 'pcm_u8'],
].flat();

/** Whether a stream of this codec, by ffprobe's name of it, may be decoded. */
export function isDecodable(codec: string | undefined): codec is string {
  return codec !== undefined && DECODERS.includes(codec);
}

/**
 * Options that go before `-i`: the demuxer is forced, so a playlist named `.mp4` is read as boxes
 * and refused; only local files may be opened; and MP4 references to other files are not followed.
 */
export function forcedInput(input: MediaInput, limits: MediaLimits): string[] {
  if (!isAbsolute(input.file)) {
    throw new MediaError('media_unreadable', 'A media file is named by its absolute path.');
  }
  const mov = ['-enable_drefs', '0', '-use_absolute_path', '0'];
  return [
    ['-protocol_whitelist', 'file', '-codec_whitelist', DECODERS.join(',')],
    ...(input.container === 'mp4' ? ['-format_whitelist', 'mov', ...mov] : []),
    ...(input.container === 'webm' ? ['-format_whitelist', 'matroska'] : []),
    ['-max_streams', String(limits.streams), '-max_pixels', String(limits.pixels)],
    ['-f', input.container === 'mp4' ? 'mov' : 'matroska'],
  ].flat();
}

/** `file:` keeps a path that looks like a protocol or an option from being taken for one. */
export function fileUrl(path: string): string {
  return `file:${path}`;
}
