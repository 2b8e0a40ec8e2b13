import { parentPort, workerData } from 'node:worker_threads';
import { startEncoder } from './encode.ts';
import { createPainter } from './painter.ts';
import { toPcm } from './track.ts';
import type { WorkerInput, WorkerMessage } from './render.ts';

const port = parentPort;
if (!port) throw new Error('paint-worker runs as a worker thread');
const { job, partFile, ffmpeg }: WorkerInput = workerData;
const tell = (message: WorkerMessage): void => {
  port.postMessage(message);
};

let cancelled = false;
port.on('message', () => {
  cancelled = true;
});

async function run(): Promise<WorkerMessage> {
  const painter = await createPainter(job);
  const encoder = startEncoder({
    width: job.width,
    height: job.height,
    sourceWidth: painter.width,
    sourceHeight: painter.height,
    fps: job.fps,
    durationSeconds: job.durationSeconds,
    ...(job.audio && { sound: toPcm(painter.sound()) }),
    outFile: partFile,
    ffmpeg,
  });
  try {
    for (let i = 0; i < painter.frames; i++) {
      await encoder.write(painter.picture(i));
      // Lets a cancel message in: a write that fits the pipe never yields to the event loop.
      await new Promise(setImmediate);
      if (cancelled) {
        await encoder.kill();
        return { kind: 'cancelled' };
      }
      tell({ kind: 'progress', fraction: (i + 1) / (painter.frames + 1) });
    }
    await encoder.finish();
    return { kind: 'done' };
  } catch (error) {
    await encoder.kill();
    throw error;
  }
}

const result = await run().catch((error: unknown): WorkerMessage => ({ kind: 'failed', error }));
tell(result);
port.close();
