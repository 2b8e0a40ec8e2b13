import type { MediaInfo } from '../../domain/renditions/media.ts';
import {
  frameRateOf,
  publishedRate,
  toNumber,
  type Fraction,
} from '../../domain/renditions/frame-rate.ts';
import { runFfprobe, type MediaTools } from '../ffmpeg/ffmpeg.ts';
import { DEFAULT_LIMITS, type MediaInput, type MediaLimits } from '../ffmpeg/input.ts';
import { MediaError } from '../ffmpeg/media-error.ts';
import { parseProbeOutput, type ProbedPacket, type ProbedStream } from './probe-output.ts';

/** Everything later steps need to know of a source, read once. */
export interface Probe extends MediaInfo {
  /** The constant rate to publish at, exact: the source's own unless that varies or is over 60. */
  rate: Fraction;
  /** Frames are spaced by `rate` already, so publishing keeps each of them once. */
  constantRate: boolean;
  frames: number;
  videoCodec: string;
  pixelFormat: string;
  /** Degrees, clockwise, as it has to be turned for display. */
  rotation: 0 | 90 | 180 | 270;
  /** Pixels as coded, before rotation and square pixels. */
  codedWidth: number;
  codedHeight: number;
  sampleAspect: Fraction;
  /** Index of the picture among the file's streams. */
  videoStream: number;
  /** Seconds from the file's earliest sample to its first picture. */
  videoStart: number;
  audioStream: number | null;
  audioCodec: string | null;
  /** BCP 47 or ISO 639-2 as tagged in the file, else `und`. */
  audioLanguage: string;
  streams: number;
}

export interface ProbeOptions extends MediaInput {
  signal: AbortSignal;
  limits?: MediaLimits;
  tools?: MediaTools;
}

/** Reading headers and packet tables of ten minutes takes seconds even on a busy machine. */
const WALL_MS = 30_000;

const ENTRIES = [
  'packet=stream_index,pts_time,duration_time,flags',
  'stream=index,codec_type,codec_name,width,height,pix_fmt,sample_aspect_ratio,r_frame_rate,avg_frame_rate,nb_frames,start_time',
  'stream_disposition=attached_pic',
  'stream_tags=language',
  'stream_side_data=rotation',
  'format=start_time,duration',
].join(':');

/**
 * Reads what a file holds without decoding it.
 * @throws MediaError `media_unreadable` for bytes that are no video, `limit_exceeded` for a video
 *   too large to work on, and the codes of a failing machine.
 */
export async function probe(options: ProbeOptions): Promise<Probe> {
  const { file, container, signal, limits = DEFAULT_LIMITS, tools } = options;
  const result = await runFfprobe({
    input: { file, container },
    limits,
    options: ['-show_entries', ENTRIES, '-of', 'json=compact=1'],
    signal,
    wallMs: WALL_MS,
    ...(tools && { tools }),
  });
  return describe(result.stdout, result.stderr, limits);
}

function describe(stdout: string, stderr: string, limits: MediaLimits): Probe {
  const { streams, packets, format } = parseProbeOutput(stdout, stderr);
  const video = streams.find((s) => s.codec_type === 'video' && !s.disposition?.attached_pic);
  if (!video) throw new MediaError('media_unreadable', 'The file has no picture.');
  if (video.codec_name === undefined || video.width === 0 || video.pix_fmt === 'unknown') {
    throw new MediaError('media_unreadable', 'The picture is in a format that is not supported.', {
      diagnostic: stderr,
    });
  }
  if (video.width * video.height > limits.pixels) {
    const size = `${video.width}x${video.height}`;
    throw new MediaError('limit_exceeded', `A picture of ${size} pixels is too large.`);
  }
  // D marks frames that an edit list hides.
  const shown = packets.filter((p) => p.stream_index === video.index && !p.flags.includes('D'));
  requireWhole(video, packets, stderr);
  const timing = timingOf(shown, video, limits);
  const audio = streams.find((s) => s.codec_type === 'audio' && s.codec_name !== undefined);
  return {
    ...displayed(video),
    ...timing,
    hasAudio: audio !== undefined,
    videoCodec: video.codec_name,
    pixelFormat: video.pix_fmt,
    rotation: rotationOf(video),
    codedWidth: video.width,
    codedHeight: video.height,
    sampleAspect: sampleAspectOf(video),
    videoStream: video.index,
    videoStart: timing.videoStart - Math.min(timing.videoStart, format?.start_time ?? 0),
    audioStream: audio?.index ?? null,
    audioCodec: audio?.codec_name ?? null,
    audioLanguage: languageOf(audio),
    streams: streams.length,
  };
}

/** A file cut off in transit opens well and then runs out of frames; ffprobe's exit code is 0. */
function requireWhole(video: ProbedStream, packets: ProbedPacket[], stderr: string): void {
  const found = packets.filter((p) => p.stream_index === video.index).length;
  const cut = (video.nb_frames ?? 0) > found || /ended prematurely|partial file/i.test(stderr);
  if (found > 0 && !cut) return;
  throw new MediaError('media_unreadable', 'The file ends before its last picture.', {
    diagnostic: stderr,
  });
}

type Timing = Pick<
  Probe,
  'duration' | 'frameRate' | 'rate' | 'constantRate' | 'frames' | 'videoStart'
>;

function timingOf(shown: ProbedPacket[], video: ProbedStream, limits: MediaLimits): Timing {
  if (shown.length > limits.frames) {
    throw new MediaError('limit_exceeded', `More than ${limits.frames} pictures are too many.`);
  }
  const times = shown.flatMap((p) => p.pts_time ?? []).toSorted((a, b) => a - b);
  const [first] = times;
  const last = times.at(-1);
  if (first === undefined || last === undefined || times.length < shown.length) {
    throw new MediaError('media_unreadable', 'The pictures have no times.');
  }
  const declared = fraction(video.avg_frame_rate);
  const steps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  const final = shown.find((packet) => packet.pts_time === last)?.duration_time;
  const typical = median(steps) ?? final ?? 1 / (toNumber(declared) || 24);
  const duration = last - first + (final ?? typical);
  if (duration > limits.duration) {
    throw new MediaError('limit_exceeded', `A video may last ${limits.duration} seconds at most.`);
  }
  const measured = times.length / duration;
  // Matroska rounds to milliseconds, so two neighbours may be one off each.
  const slack = Math.max(0.0021, typical * 0.05);
  const average = (last - first) / Math.max(1, steps.length);
  const even = steps.every((step) => Math.abs(step - average) <= slack);
  const own = even
    ? steadyRate(steps.length > 0 ? 1 / average : measured, declared)
    : frameRateOf(1 / typical, 0.02);
  const rate = publishedRate(own);
  return {
    duration: even ? times.length / toNumber(own) : duration,
    frameRate: even ? toNumber(own) : measured,
    rate,
    constantRate: even && toNumber(rate) === toNumber(own),
    frames: times.length,
    videoStart: first,
  };
}

/** What the header declares, when the pictures keep to it; it is exact where times are rounded. */
function steadyRate(measured: number, declared: Fraction): Fraction {
  const close = Math.abs(toNumber(declared) - measured) <= measured * 0.002;
  return frameRateOf(close ? toNumber(declared) : measured, close ? undefined : 0.004);
}

function displayed(video: ProbedStream): { width: number; height: number } {
  const width = Math.max(1, Math.round(video.width * toNumber(sampleAspectOf(video))));
  const turned = rotationOf(video) % 180 === 90;
  return turned ? { width: video.height, height: width } : { width, height: video.height };
}

function sampleAspectOf(video: ProbedStream): Fraction {
  const [num = 0, den = 0] = video.sample_aspect_ratio.split(':').map(Number);
  // 0:1 is ffprobe's "unknown"; a ratio past 4 is a broken header, not a lens.
  const sane = num > 0 && den > 0 && num / den <= 4 && num / den >= 0.25;
  return sane ? { num, den } : { num: 1, den: 1 };
}

function rotationOf(video: ProbedStream): Probe['rotation'] {
  const counterClockwise =
    video.side_data_list?.find((s) => s.rotation !== undefined)?.rotation ?? 0;
  const clockwise = (((Math.round(-counterClockwise / 90) * 90) % 360) + 360) % 360;
  return clockwise === 90 || clockwise === 180 || clockwise === 270 ? clockwise : 0;
}

/** Tags are foreign text and end up in a playlist's quotes: only a language's own letters pass. */
function languageOf(audio: ProbedStream | undefined): string {
  const tag = audio?.tags?.language ?? '';
  return /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/.test(tag) ? tag : 'und';
}

function fraction(text: string): Fraction {
  const [num = 0, den = 0] = text.split('/').map(Number);
  return num > 0 && den > 0 ? { num, den } : { num: 0, den: 1 };
}

function median(values: number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
