import { parentPort, workerData } from 'node:worker_threads';
import type { AnalyseMessage, AnalyseTask } from './analyse.ts';
import { MediaError } from '../ffmpeg/media-error.ts';
import { measureTake } from './measure-take.ts';

/** Between two reports: often enough for a heartbeat, not once a frame. */
const REPORT_MS = 500;

const task: AnalyseTask = workerData;
const abort = new AbortController();
parentPort?.on('message', () => abort.abort());

let reported = 0;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
const say = (message: AnalyseMessage): void => parentPort?.postMessage(message);

try {
  const measures = await measureTake({
    ...task,
    signal: abort.signal,
    onProgress: (fraction) => {
      if (performance.now() - reported < REPORT_MS) return;
      reported = performance.now();
      say({ kind: 'progress', fraction });
    },
  });
  say({ kind: 'done', measures });
} catch (error) {
  if (!(error instanceof MediaError)) throw error;
  const { code, message, diagnostic } = error;
  say({ kind: 'failed', code, message, diagnostic });
}
