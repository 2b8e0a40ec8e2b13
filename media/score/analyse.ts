import { Worker } from 'node:worker_threads';
import { MediaError, refuseAborted, type MediaErrorCode } from '../ffmpeg/media-error.ts';
import type { MeasureOptions, TakeMeasures } from './measure-take.ts';

/** What the analysis thread is given: everything but the functions. */
export type AnalyseTask = Omit<MeasureOptions, 'signal' | 'onProgress'>;

/** What the analysis thread says. */
export type AnalyseMessage =
  | { kind: 'progress'; fraction: number }
  | { kind: 'done'; measures: TakeMeasures }
  | { kind: 'failed'; code: MediaErrorCode; message: string; diagnostic: string };

/**
 * Measures a take on a thread of its own: the arithmetic on every pixel would hold up a worker's
 * heartbeats. An abort ends ffmpeg first and the thread with it.
 * @throws MediaError
 */
export async function analyseTake(options: MeasureOptions): Promise<TakeMeasures> {
  const { signal, onProgress, ...task } = options;
  refuseAborted(signal);
  const worker = new Worker(new URL('./analyse-worker.ts', import.meta.url), {
    workerData: task satisfies AnalyseTask,
    // Not the parent's: a test runner's loader or an inspector's port make no sense here.
    execArgv: [],
  });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  const onAbort = (): void => worker.postMessage('abort');
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await new Promise<TakeMeasures>((resolve, reject) => {
      worker.on('message', (message: AnalyseMessage) => {
        switch (message.kind) {
          case 'progress':
            return onProgress?.(message.fraction);
          case 'done':
            return resolve(message.measures);
          case 'failed':
            return reject(
              new MediaError(message.code, message.message, { diagnostic: message.diagnostic }),
            );
          default:
            return message satisfies never;
        }
      });
      worker.once('error', (cause) =>
        reject(new MediaError('transcode_failed', 'The analysis broke off.', { cause })),
      );
      worker.once('exit', () =>
        reject(new MediaError('transcode_failed', 'The analysis ended without a result.')),
      );
    });
  } finally {
    signal.removeEventListener('abort', onAbort);
    await worker.terminate();
  }
}
