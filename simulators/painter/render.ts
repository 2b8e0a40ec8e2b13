import { rename, rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';

export interface PaintJob {
  readonly prompt: string;
  readonly negativePrompt?: string;
  readonly seed: number;
  /** Even, 16..3840. */
  readonly width: number;
  readonly height: number;
  /** 4..60. */
  readonly fps: number;
  /** 1..60. */
  readonly durationSeconds: number;
  readonly audio: boolean;
  /** A picture whose colours the clip takes and from which it fades in. */
  readonly image?: { readonly path: string };
}

export interface PaintOptions {
  readonly outFile: string;
  readonly signal: AbortSignal;
  readonly onProgress: (fraction: number) => void;
  readonly ffmpeg?: string;
}

export interface WorkerInput {
  readonly job: PaintJob;
  readonly partFile: string;
  readonly ffmpeg: string;
}

export type WorkerMessage =
  | { readonly kind: 'progress'; readonly fraction: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * Paints one clip into `outFile`: H.264 High, yuv420p, faststart MP4, with AAC if asked for. It is a
 * procedural painter, not a neural model: the same job always gives the same pictures.
 *
 * Painting runs in a worker thread of its own, so the caller's event loop stays free; ffmpeg is a
 * child of that thread. `outFile` appears whole or not at all; while at work the bytes are in
 * `<outFile>.part`, which the next attempt overwrites if this process is killed.
 *
 * @throws the signal's reason when aborted, after the child has ended and the part file is gone;
 *   RangeError for a job outside the limits; Error with ffmpeg's own words when encoding fails.
 */
export async function render(job: PaintJob, options: PaintOptions): Promise<void> {
  const { outFile, signal, onProgress, ffmpeg = 'ffmpeg' } = options;
  checkLimits(job);
  signal.throwIfAborted();
  const partFile = `${outFile}.part`;
  const input: WorkerInput = { job, partFile, ffmpeg };
  const worker = new Worker(new URL('./paint-worker.ts', import.meta.url), {
    workerData: input,
    // Flags of the parent (test runners, --input-type, inspectors) are not the painter's.
    execArgv: [],
  });
  const cancel = (): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage('cancel');
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const end = await new Promise<WorkerMessage>((resolve) => {
      worker.on('message', (message: WorkerMessage) => {
        if (message.kind === 'progress') onProgress(message.fraction);
        else resolve(message);
      });
      worker.once('error', (error) => {
        resolve({ kind: 'failed', error });
      });
      worker.once('exit', (code) => {
        resolve({ kind: 'failed', error: new Error(`the painter stopped with ${code}`) });
      });
    });
    if (end.kind === 'failed') {
      signal.throwIfAborted();
      throw new Error('painting failed', { cause: end.error });
    }
    signal.throwIfAborted();
    await rename(partFile, outFile);
    onProgress(1);
  } finally {
    signal.removeEventListener('abort', cancel);
    await worker.terminate();
    await rm(partFile, { force: true });
  }
}

function checkLimits(job: PaintJob): void {
  const { width, height, fps, durationSeconds } = job;
  for (const [name, size] of Object.entries({ width, height })) {
    if (!Number.isInteger(size) || size % 2 !== 0 || size < 16 || size > 3840) {
      throw new RangeError(`${name} must be even and 16 to 3840, got ${size}`);
    }
  }
  if (!(fps >= 4 && fps <= 60)) throw new RangeError(`fps must be 4 to 60, got ${fps}`);
  if (!(durationSeconds >= 1 && durationSeconds <= 60)) {
    throw new RangeError(`duration must be 1 to 60 seconds, got ${durationSeconds}`);
  }
}
