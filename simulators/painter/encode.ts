import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Writable } from 'node:stream';

export interface EncodeJob {
  readonly width: number;
  readonly height: number;
  readonly sourceWidth: number;
  readonly sourceHeight: number;
  readonly fps: number;
  readonly durationSeconds: number;
  /** Signed 16-bit stereo samples at 48 kHz, if the clip has sound. */
  readonly sound?: Uint8Array;
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
  const child = spawn(job.ffmpeg, encoderArguments(job), {
    stdio: ['pipe', 'ignore', 'pipe', job.sound ? 'pipe' : 'ignore'],
  });
  const { stdin, stderr } = child;
  if (!stdin || !stderr) throw new Error('ffmpeg was started without its pipes');
  let complaint = '';
  stderr.setEncoding('utf8').on('data', (text: string) => {
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
  stdin.on('error', () => {});
  const soundPipe = child.stdio[3];
  if (job.sound && soundPipe instanceof Writable) {
    soundPipe.on('error', () => {});
    soundPipe.end(job.sound);
  }
  const failed = (code: number | null): Error =>
    failure ?? new Error(`ffmpeg ended with ${String(code)}: ${complaint.trim()}`);

  return {
    async write(picture) {
      if (child.exitCode !== null || failure) throw failed(await ended);
      // A copy, because the painter paints the next picture into the same buffer.
      if (stdin.write(Buffer.from(picture))) return;
      const stop = new AbortController();
      await Promise.race([once(stdin, 'drain', { signal: stop.signal }).catch(() => {}), ended]);
      stop.abort();
    },
    async finish() {
      stdin.end();
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
  const { width, height, sourceWidth, sourceHeight, sound } = job;
  const enlarged = width !== sourceWidth || height !== sourceHeight;
  const words = [
    '-hide_banner -loglevel error -nostdin -y',
    `-f rawvideo -pix_fmt yuv420p -s ${sourceWidth}x${sourceHeight} -r ${job.fps} -i pipe:0`,
    sound ? '-f s16le -ar 48000 -ac 2 -i pipe:3' : '',
    enlarged ? `-vf scale=${width}:${height}:flags=bicubic,setsar=1` : '',
    '-c:v libx264 -preset veryfast -crf 18 -profile:v high -pix_fmt yuv420p',
    '-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv',
    sound ? '-c:a aac -b:a 160k -ar 48000 -ac 2' : '-an',
    // Nothing of the build or the clock in the file: the same job gives the same bytes.
    '-map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact',
    `-t ${job.durationSeconds} -movflags +faststart -f mp4`,
  ];
  return [...words.join(' ').split(/ +/), job.outFile];
}
