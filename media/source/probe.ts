import type { MediaInfo } from '../../domain/renditions/media.ts';
import { toNumber, type Fraction } from '../../domain/renditions/frame-rate.ts';
import { runFfprobe, type MediaTools } from '../ffmpeg/ffmpeg.ts';
import { DEFAULT_LIMITS, isDecodable, type MediaInput, type MediaLimits } from '../ffmpeg/input.ts';
import { MediaError } from '../ffmpeg/media-error.ts';
import { orientationOf, type Orientation } from './orientation.ts';
import {
  parseProbeOutput,
  type ProbedPacket,
  type ProbedStream,
  type ProbeOutput,
} from './probe-output.ts';
import { timingOf, type Timing } from './timing.ts';

/** Everything later steps need to know of a source, read once. */
export interface Probe extends MediaInfo, Omit<Timing, 'firstShown'>, Orientation {
  videoCodec: string;
  pixelFormat: string;
  /** Pixels as coded, before rotation and square pixels. */
  codedWidth: number;
  codedHeight: number;
  sampleAspect: Fraction;
  /** Each picture holds two instants, one in every other line. */
  interlaced: boolean;
  /** Transfer function of a picture with more range than a common screen has. */
  hdr: 'smpte2084' | 'arib-std-b67' | null;
  /** Black is 0 and white 255, instead of 16 and 235. */
  fullRange: boolean;
  /** Index of the picture among the file's streams. */
  videoStream: number;
  /** Seconds from the file's start, by the container's word, to its first picture. */
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
  'stream=index,codec_type,codec_name,width,height,pix_fmt,sample_aspect_ratio,avg_frame_rate,nb_frames,start_time,field_order,color_range,color_transfer,sample_rate,channels',
  'stream_disposition=attached_pic,default',
  'stream_tags=language',
  'stream_side_data=rotation,displaymatrix',
  'format=start_time,duration',
].join(':');

/**
 * Reads what a file holds without decoding it.
 * @throws MediaError `media_unreadable` for bytes that are no video, `limit_exceeded` for a video
 *   too large to work on, and the codes of a failing machine.
 */
export async function probe(options: ProbeOptions): Promise<Probe> {
  const { limits = DEFAULT_LIMITS } = options;
  const { stdout, stderr } = await readWithFfprobe(options, limits);
  return describe(parseProbeOutput(stdout, stderr), stderr, limits);
}

const NOT_LISTED = /Codec \(([\w-]{1,40})\) not on whitelist/g;

/**
 * ffprobe gives a whole file up when it may not open the decoder of one stream: a cover picture,
 * subtitles, a sound track that nobody will play. Such a decoder is named, and the file read again
 * with leave to open it.
 */
async function readWithFfprobe(
  { file, container, signal, tools }: ProbeOptions,
  limits: MediaLimits,
): Promise<{ stdout: string; stderr: string }> {
  const described = new Set<string>();
  for (;;) {
    const read = await runFfprobe({
      input: { file, container },
      limits,
      options: ['-show_entries', ENTRIES, '-of', 'json=compact=1'],
      described: [...described],
      signal,
      wallMs: WALL_MS,
      ...(tools && { tools }),
    });
    const known = described.size;
    for (const [, codec = ''] of read.stderr.matchAll(NOT_LISTED)) described.add(codec);
    if (read.code === 0 || described.size === known || known > limits.streams) return read;
  }
}

function describe(output: ProbeOutput, stderr: string, limits: MediaLimits): Probe {
  const { streams, format } = output;
  const packets = Map.groupBy(output.packets, (packet) => packet.stream_index);
  const packetsOf = ({ index }: ProbedStream): ProbedPacket[] => packets.get(index) ?? [];
  const video = pictureOf(streams, packetsOf, stderr);
  if (video.width * video.height > limits.pixels) {
    const size = `${video.width}x${video.height}`;
    throw new MediaError('limit_exceeded', `A picture of ${size} pixels is too large.`);
  }
  requireWhole(video, packetsOf(video), stderr);
  // D marks frames that an edit list hides.
  const shown = packetsOf(video).filter((packet) => !packet.flags.includes('D'));
  const { firstShown, ...timing } = timingOf(shown, video, limits);
  const audio = firstWithDefault(
    streams.filter((stream) => isSound(stream) && packetsOf(stream).length > 0),
  );
  return {
    ...displayed(video),
    ...timing,
    ...orientationOf(video),
    hasAudio: audio !== undefined,
    videoCodec: video.codec_name ?? '',
    pixelFormat: video.pix_fmt,
    codedWidth: video.width,
    codedHeight: video.height,
    sampleAspect: sampleAspectOf(video),
    interlaced: /^(tt|bb|tb|bt)$/.test(video.field_order),
    hdr: hdrOf(video),
    fullRange: video.color_range === 'pc' || video.pix_fmt.startsWith('yuvj'),
    videoStream: video.index,
    videoStart: firstShown - (format?.start_time ?? 0),
    audioStream: audio?.index ?? null,
    audioCodec: audio?.codec_name ?? null,
    audioLanguage: languageOf(audio),
    streams: streams.length,
  };
}

/** The film, among covers, thumbnails, tracks without a picture and formats that we do not decode. */
function pictureOf(
  streams: ProbedStream[],
  packetsOf: (stream: ProbedStream) => ProbedPacket[],
  stderr: string,
): ProbedStream {
  const all = streams.filter((s) => s.codec_type === 'video' && s.disposition.attached_pic === 0);
  if (all.length === 0) throw new MediaError('media_unreadable', 'The file has no picture.');
  const readable = all.filter(
    (s) => isDecodable(s.codec_name) && s.width > 0 && s.height > 0 && s.pix_fmt !== 'unknown',
  );
  const filled = readable.filter((stream) => packetsOf(stream).length > 0);
  const found = firstWithDefault(filled) ?? readable[0];
  if (found !== undefined) return found;
  throw new MediaError('media_unreadable', 'The picture is in a format that is not supported.', {
    diagnostic: stderr,
  });
}

/** As players choose: the first that the file marks as on, else the first. */
function firstWithDefault(streams: ProbedStream[]): ProbedStream | undefined {
  return streams.find((stream) => stream.disposition.default === 1) ?? streams[0];
}

function isSound({ codec_type, codec_name, sample_rate, channels }: ProbedStream): boolean {
  const described = (sample_rate ?? 0) > 0 && (channels ?? 0) > 0;
  return codec_type === 'audio' && isDecodable(codec_name) && described;
}

/** A file cut off in transit opens well and then runs out of frames; ffprobe's exit code is 0. */
function requireWhole(video: ProbedStream, packets: ProbedPacket[], stderr: string): void {
  const found = packets.length;
  const cut = (video.nb_frames ?? 0) > found || /ended prematurely|partial file/i.test(stderr);
  if (found > 0 && !cut) return;
  throw new MediaError('media_unreadable', 'The file ends before its last picture.', {
    diagnostic: stderr,
  });
}

function displayed(video: ProbedStream): { width: number; height: number } {
  const width = Math.max(1, Math.round(video.width * toNumber(sampleAspectOf(video))));
  const turned = orientationOf(video).rotation % 180 === 90;
  return turned ? { width: video.height, height: width } : { width, height: video.height };
}

function sampleAspectOf(video: ProbedStream): Fraction {
  const [num = 0, den = 0] = video.sample_aspect_ratio.split(':').map(Number);
  // 0:1 is ffprobe's "unknown"; a ratio past 4 is a broken header, not a lens.
  const sane = num > 0 && den > 0 && num / den <= 4 && num / den >= 0.25;
  return sane ? { num, den } : { num: 1, den: 1 };
}

function hdrOf({ color_transfer: transfer }: ProbedStream): Probe['hdr'] {
  return transfer === 'smpte2084' || transfer === 'arib-std-b67' ? transfer : null;
}

/** Tags are foreign text and end up in a playlist's quotes: only a language's own letters pass. */
function languageOf(audio: ProbedStream | undefined): string {
  const tag = audio?.tags?.language ?? '';
  return /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/.test(tag) ? tag : 'und';
}
