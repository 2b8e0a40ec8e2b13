import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface EncodeJob {
  readonly width: number;
  readonly height: number;
  readonly sourceWidth: number;
  readonly sourceHeight: number;
  readonly fps: number;
  readonly durationSeconds: number;
  /** WAV file to be added, if any. */
  readonly soundFile?: string;
  readonly outFile: string;
  readonly ffmpeg: string;
}

export interface Encoder {
  /** Resolves when ffmpeg is ready for the next picture. */
  write(picture: Uint8Array): Promise<void>;
  finish(): Promise<void>;
  kill(): Promise<void>;
}

/**
 * One ffmpeg fed with yuv420p pictures on its standard input: it ends by itself when this process
 * is gone, however that went, because its input ends then.
 */
export function startEncoder(job: EncodeJob): Encoder {
  const child = spawn(job.ffmpeg, encoderArguments(job), { stdio: ['pipe', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  let failure: Error | undefined;
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      failure = new Error('ffmpeg could not be started', { cause: error });
      resolve(null);
    });
    child.once('close', (code) => {
      resolve(code);
    });
  });
  // EPIPE only says that ffmpeg is gone; its exit code and its words say why.
  child.stdin.on('error', () => {});
  const failed = (code: number | null): Error =>
    failure ?? new Error(`ffmpeg ended with ${String(code)}: ${complaint.trim()}`);

  return {
    async write(picture) {
      if (child.exitCode !== null || failure) throw failed(await ended);
      // A copy, because the painter paints the next picture into the same buffer.
      if (child.stdin.write(Buffer.from(picture))) return;
      const stop = new AbortController();
      await Promise.race([
        once(child.stdin, 'drain', { signal: stop.signal }).catch(() => {}),
        ended,
      ]);
      stop.abort();
    },
    async finish() {
      child.stdin.end();
      const code = await ended;
      if (code !== 0) throw failed(code);
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function encoderArguments(job: EncodeJob): string[] {
  const scaledUp = job.width !== job.sourceWidth || job.height !== job.sourceHeight;
  const colour = [
    '-colorspace',
    'bt709',
    '-color_primaries',
    'bt709',
    '-color_trc',
    'bt709',
    '-color_range',
    'tv',
  ];
  return [
    ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-y'],
    ...['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${job.sourceWidth}x${job.sourceHeight}`],
    ...['-r', String(job.fps), '-i', 'pipe:0'],
    ...(job.soundFile ? ['-f', 'wav', '-i', job.soundFile] : []),
    ...(scaledUp ? ['-vf', `scale=${job.width}:${job.height}:flags=bicubic`] : []),
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-profile:v', 'high'],
    ...['-pix_fmt', 'yuv420p', ...colour],
    ...(job.soundFile ? ['-c:a', 'aac', '-b:a', '160k', '-ar', '48000', '-ac', '2'] : ['-an']),
    ...['-map_metadata', '-1', '-fflags', '+bitexact', '-flags:v', '+bitexact'],
    ...['-t', String(job.durationSeconds), '-movflags', '+faststart', '-f', 'mp4', job.outFile],
  ];
}
