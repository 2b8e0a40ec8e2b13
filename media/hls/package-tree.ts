import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { refuseAborted } from '../ffmpeg/media-error.ts';
import { durationOf } from '../mp4/fragment.ts';
import { segmentName } from './measure-tracks.ts';
import { audioCuts, indexTrack, readSegment, videoCuts, type Track } from '../mp4/packager.ts';
import {
  multivariantPlaylist,
  mediaPlaylist,
  targetDuration,
  type Multivariant,
} from './playlists.ts';
import { AUDIO_DIRECTORY, writeTreeFile, type TreeFile } from './tree.ts';
import { describeMultivariant, type ListedTrack } from './variants.ts';
import type { Fraction } from '../../domain/renditions/frame-rate.ts';

export interface PackagedTree {
  multivariant: Multivariant;
  files: TreeFile[];
}

export interface PackageOptions {
  outDir: string;
  /** Encoders' files by the name of their rendition, highest first. */
  videos: readonly { name: string; file: string }[];
  audio: string | null;
  segmentFrames: number;
  rate: Fraction;
  audioLanguage: string;
  signal: AbortSignal;
}

/** Cuts encoded tracks into a tree of segments and playlists. Throws `BoxError` and file errors. */
export async function packageTree(options: PackageOptions): Promise<PackagedTree> {
  const files: TreeFile[] = [];
  const videos: ListedTrack[] = [];
  let boundaries: number[] = [];
  for (const { name, file } of options.videos) {
    const track = await indexTrack(file);
    const cuts = videoCuts(track, options.segmentFrames);
    const listed = await writeTrack(options, name, track, cuts, files);
    boundaries = startsOf(listed).slice(1);
    videos.push(listed);
  }
  let audio: ListedTrack | null = null;
  if (options.audio !== null) {
    const track = await indexTrack(options.audio);
    audio = await writeTrack(options, AUDIO_DIRECTORY, track, audioCuts(track, boundaries), files);
  }
  const multivariant = describeMultivariant(videos, audio, options);
  const tracks = audio ? [...videos, audio] : videos;
  const target = targetDuration(tracks.map((track) => track.segments));
  for (const { name, segments } of tracks) {
    const playlist = mediaPlaylist(segments, target);
    files.push(await writeTreeFile(options.outDir, `${name}/index.m3u8`, playlist));
  }
  const text = multivariantPlaylist({ ...multivariant, base: '' });
  files.push(await writeTreeFile(options.outDir, 'master.m3u8', text));
  return { multivariant, files };
}

async function writeTrack(
  { outDir, signal }: PackageOptions,
  name: string,
  track: Track,
  cuts: ReturnType<typeof videoCuts>,
  files: TreeFile[],
): Promise<ListedTrack> {
  await mkdir(join(outDir, name));
  files.push(await writeTreeFile(outDir, `${name}/init.mp4`, track.initBytes));
  await using handle = await open(track.file, 'r');
  const segments: ListedTrack['segments'][number][] = [];
  let decodeTime = 0;
  for (const [index, samples] of cuts.entries()) {
    refuseAborted(signal);
    const uri = segmentName(index);
    const bytes = await readSegment(handle, track, samples, { sequence: index + 1, decodeTime });
    const file = await writeTreeFile(outDir, `${name}/${uri}`, bytes);
    const length = durationOf(samples);
    decodeTime += length;
    files.push(file);
    segments.push({ uri, bytes: file.bytes, duration: length / track.init.timescale });
  }
  return { name, init: track.init, segments };
}

/** Seconds at which segments begin, summed as the player sums EXTINF. */
function startsOf({ segments }: ListedTrack): number[] {
  let time = 0;
  return segments.map(({ duration }) => (time += duration) - duration);
}
