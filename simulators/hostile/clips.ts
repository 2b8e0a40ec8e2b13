import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { HostileJob } from './job.ts';

const run = promisify(execFile);

export type ClipKind = 'good' | 'black' | 'frozen' | 'wrong-size' | 'wrong-duration' | 'moov-last';

/** Makes the real clip of a job; equal ones only once. */
export function openClips(directory: string): (job: HostileJob, kind: ClipKind) => Promise<string> {
  const made = new Map<string, Promise<string>>();
  return (job, kind) => {
    const { width, height, seconds, fps, audio } = job;
    const name = [kind, `${width}x${height}`, seconds, fps, audio].join('-');
    const clip = made.get(name) ?? make(join(directory, `${name}.mp4`), job, kind);
    made.set(name, clip);
    return clip;
  };
}

async function make(file: string, job: HostileJob, kind: ClipKind): Promise<string> {
  await mkdir(join(file, '..'), { recursive: true });
  const seconds = kind === 'wrong-duration' ? job.seconds * 2 + 1 : job.seconds;
  const [width, height] =
    kind === 'wrong-size' ? [half(job.width), half(job.height)] : [job.width, job.height];
  const frame = `s=${width}x${height}:r=${job.fps}`;
  const pictures = {
    black: `color=black:${frame}`,
    frozen: `testsrc2=${frame},loop=loop=-1:size=1`,
    other: `testsrc2=${frame}`,
  };
  const picture = kind === 'black' || kind === 'frozen' ? pictures[kind] : pictures.other;
  const sound = job.audio ? ['-f', 'lavfi', '-i', 'sine=r=48000', '-c:a', 'aac'] : [];
  const input = `-v error -nostdin -y -f lavfi -i ${picture}`.split(' ');
  const output = `-t ${seconds} -c:v libx264 -preset ultrafast -pix_fmt yuv420p`.split(' ');
  const index = kind === 'moov-last' ? [] : ['-movflags', '+faststart'];
  await run('ffmpeg', [...input, ...sound, ...output, ...index, file]);
  return file;
}

function half(side: number): number {
  return Math.max(16, Math.floor(side / 4) * 2);
}
