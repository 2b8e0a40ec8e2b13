import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ladder } from '../../domain/renditions/ladder.ts';
import { BoxError } from '../mp4/boxes.ts';
import { encodePlan, expectedFrames, pictureSeconds } from './encode-plan.ts';
import { runFfmpeg, type MediaTools } from '../ffmpeg/ffmpeg.ts';
import { DEFAULT_LIMITS, type MediaInput, type MediaLimits } from '../ffmpeg/input.ts';
import { fromFileError, MediaError, refuseAborted } from '../ffmpeg/media-error.ts';
import { packageTree, type PackagedTree } from './package-tree.ts';
import type { AudioRendition, Variant } from './playlists.ts';
import { writePoster } from './poster.ts';
import type { Probe } from '../source/probe.ts';
import { writeTreeFile, type TreeFile } from './tree.ts';
import { verifyTree } from './verify.ts';

export interface TranscodeOptions {
  input: MediaInput;
  probe: Probe;
  ladder: Ladder;
  /** A fresh directory, made if it is missing. What is in it after a failure is to be thrown away. */
  outDir: string;
  signal: AbortSignal;
  /** 0..1. */
  onProgress?: (fraction: number) => void;
  limits?: Partial<MediaLimits & TimeLimits>;
  tools?: MediaTools;
}

interface TimeLimits {
  /** Milliseconds that encoding may take. */
  wallMs: number;
  /** Milliseconds that encoding may stand still. */
  stallMs: number;
}

/** A finished, verified tree below `outDir`; feed `variants` and `audio` to `multivariantPlaylist`. */
export interface TranscodeResult {
  /** Highest first; each is a `Rendition`, and its numbers include the sound. */
  variants: Variant[];
  audio: AudioRendition | null;
  /** Everything to publish, the segments first and `master.m3u8` last but for the poster. */
  files: TreeFile[];
  poster: TreeFile;
  /** Seconds. */
  duration: number;
}

/** Ten minutes of 4K take an hour on two cores; a clip never comes near. */
const WALL_MS_PER_SECOND = 60_000;
const WALL_MS_LEAST = 120_000;
const STALL_MS = 60_000;

/** Share of the work that encoding is; packaging, poster and verification are the rest. */
const ENCODING = 0.95;

/** Encoders' files live here until they are cut; the dot keeps them out of a published listing. */
const WORK = '.encoded';

/**
 * Encodes a ladder in one pass and cuts it into a CMAF tree for HLS: `<rung>/init.mp4`,
 * `<rung>/seg-00001.m4s`, `<rung>/index.m3u8`, `audio/…`, `master.m3u8`, `poster.jpg`. Returns only
 * what was read back from disk and found right.
 * @throws MediaError
 */
export async function transcodeTree(options: TranscodeOptions): Promise<TranscodeResult> {
  const { outDir, probe, ladder, signal } = options;
  const report = progressOf(options);
  try {
    refuseAborted(signal);
    await mkdir(join(outDir, WORK), { recursive: true });
    const encoded = encodedFiles(options);
    await encode(options, encoded, report);
    const tree = await packageTree({
      outDir,
      ...encoded,
      segmentFrames: ladder.segmentFrames,
      rate: ladder.rate,
      audioLanguage: probe.audioLanguage,
      signal,
    });
    report(0.97);
    const poster = await makePoster(options, encoded);
    await rm(join(outDir, WORK), { recursive: true });
    await verifyTree(outDir, {
      ladder,
      frames: expectedFrames(probe),
      audioLanguage: probe.hasAudio ? probe.audioLanguage : null,
    });
    report(1);
    return result(tree, poster, probe);
  } catch (cause) {
    throw asMediaError(cause);
  }
}

interface EncodedFiles {
  videos: { name: string; file: string }[];
  audio: string | null;
}

function encodedFiles({ outDir, ladder, probe }: TranscodeOptions): EncodedFiles {
  return {
    videos: ladder.rungs.map(({ name }) => ({ name, file: join(outDir, WORK, `${name}.mp4`) })),
    audio: probe.hasAudio ? join(outDir, WORK, 'audio.mp4') : null,
  };
}

async function encode(
  options: TranscodeOptions,
  encoded: EncodedFiles,
  report: (fraction: number) => void,
): Promise<void> {
  const { probe, ladder, limits = {}, tools } = options;
  const frames = expectedFrames(probe);
  await runFfmpeg({
    input: options.input,
    limits: { ...DEFAULT_LIMITS, ...limits },
    ...encodePlan(probe, ladder, {
      rungs: encoded.videos.map(({ file }) => file),
      audio: encoded.audio,
    }),
    signal: options.signal,
    wallMs: limits.wallMs ?? Math.max(WALL_MS_LEAST, probe.duration * WALL_MS_PER_SECOND),
    stallMs: limits.stallMs ?? STALL_MS,
    onProgress: (progress) => report(ENCODING * Math.min(1, progress.frames / frames)),
    ...(tools && { tools }),
  });
}

/** From the smallest rung that still fills a player's window. */
async function makePoster(options: TranscodeOptions, encoded: EncodedFiles): Promise<TreeFile> {
  const { ladder, outDir, signal, tools } = options;
  const large = ladder.rungs.filter((rung) => Math.min(rung.width, rung.height) >= 480);
  const { name } = large.at(-1) ?? ladder.rungs[0] ?? { name: '' };
  const target = join(outDir, WORK, 'poster.jpg');
  await writePoster({
    source: encoded.videos.find((video) => video.name === name)?.file ?? '',
    target,
    keyFrames: Math.ceil(expectedFrames(options.probe) / ladder.gopFrames),
    signal,
    ...(tools && { tools }),
  });
  return writeTreeFile(outDir, 'poster.jpg', await readFile(target));
}

function result(tree: PackagedTree, poster: TreeFile, probe: Probe): TranscodeResult {
  return {
    variants: [...tree.multivariant.variants],
    audio: tree.multivariant.audio,
    files: [...tree.files, poster],
    poster,
    duration: pictureSeconds(probe),
  };
}

/** Never backwards, never past 1. */
function progressOf({ onProgress }: TranscodeOptions): (fraction: number) => void {
  let reached = 0;
  return (fraction) => {
    reached = Math.max(reached, Math.min(1, fraction));
    onProgress?.(reached);
  };
}

function asMediaError(cause: unknown): MediaError {
  if (cause instanceof MediaError) return cause;
  if (cause instanceof BoxError) {
    const message = `The encoder's output is faulty: ${cause.message}.`;
    return new MediaError('transcode_failed', message, { cause });
  }
  return fromFileError(cause, 'Encoding');
}
