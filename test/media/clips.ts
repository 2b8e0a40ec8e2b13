import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Small real clips, made by ffmpeg's own sources when a test asks for them. */
export interface Clip {
  width?: number;
  height?: number;
  /** As ffmpeg writes it: `24`, `30000/1001`. */
  rate?: string;
  seconds?: number;
  /** A lavfi source without size and rate, `testsrc2` unless told. */
  source?: string;
  /** Filters on the picture. */
  filter?: string;
  /** Seconds of a tone; none without it. */
  sound?: number;
  /** More output options, last of all. */
  options?: string[];
}

/** A directory of a test file's own. */
export async function clipDirectory(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'promptreel-media-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export async function makeClip(file: string, clip: Clip = {}): Promise<string> {
  const { width = 320, height = 180, rate = '24', seconds = 2, sound, options = [] } = clip;
  const source = clip.source ?? 'testsrc2';
  const picture = `${source}${source.includes('=') ? ':' : '='}s=${width}x${height}:r=${rate}`;
  await ffmpeg(
    [
      ['-f', 'lavfi', '-t', String(seconds), '-i', picture],
      sound === undefined ? [] : ['-f', 'lavfi', '-t', String(sound), '-i', 'sine=r=44100'],
      clip.filter === undefined ? [] : ['-vf', clip.filter],
      file.endsWith('.webm') ? ['-c:v', 'libvpx', '-deadline', 'realtime'] : x264(options),
      ...options,
      file,
    ].flat(),
  );
  return file;
}

/** 4:2:0 needs even sides; an odd picture is kept odd by 4:4:4. */
function x264(options: string[]): string[] {
  const format = options.includes('-pix_fmt') ? [] : ['-pix_fmt', 'yuv420p'];
  return ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '20', ...format];
}

export async function ffmpeg(args: string[]): Promise<string> {
  const { stdout } = await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

/** Some fields of the first stream, comma between them. */
export async function ffprobe(file: string, fields: string): Promise<string> {
  const options = ['-v', 'error', '-show_entries', `stream=${fields}`, '-of', 'csv=p=0', file];
  const { stdout } = await run('ffprobe', options);
  return stdout.trim().split('\n')[0] ?? '';
}

/** Pictures that ffmpeg's own HLS client gets out of one variant of a playlist. */
export async function decodedFrames(playlist: string, stream = 'v:0'): Promise<number> {
  const hashes = await ffmpeg(
    [
      ['-xerror', '-i', playlist, '-map', `0:${stream}`, '-fps_mode', 'passthrough'],
      ['-f', 'framemd5', '-'],
    ].flat(),
  );
  return hashes.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
}
