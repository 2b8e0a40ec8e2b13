import type { Job } from './job.ts';
import type { JobFolder } from './job-folder.ts';
import { completed, failed, hasEnded, type Jobs } from './jobs.ts';
import type { render as renderClip } from '../painter/render.ts';

export type Render = typeof renderClip;

/** A job whose painting took the whole server down this often is at fault itself. */
const MAX_ATTEMPTS = 20;

export interface RenderQueue {
  add(job: Job): void;
  /** Stops a waiting or running job and forgets it. */
  drop(id: string): void;
  /** 0–100. */
  progress(id: string): number;
  waiting(): number;
  /** Ends what runs; unfinished jobs stay on disk for the next start. */
  stop(): Promise<void>;
}

export interface RenderQueueOptions {
  jobs: Jobs;
  folder: JobFolder;
  render: Render;
  workers: number;
  ffmpeg?: string;
  onEnded: (job: Job) => void;
}

/** First in, first out, `workers` at a time. */
export function openRenderQueue(options: RenderQueueOptions): RenderQueue {
  const waiting: string[] = [];
  const running = new Map<string, { abort: AbortController; progress: number }>();
  const tasks = new Set<Promise<void>>();
  let stopped = false;

  function next(): void {
    if (stopped) return;
    for (const id of waiting.splice(0, options.workers - running.size)) {
      const run = { abort: new AbortController(), progress: 0 };
      running.set(id, run);
      const task = paint(id, run, options)
        .catch((error: unknown) => {
          // Only the disk can fail here. The job stays unfinished and the next start resumes it.
          console.error(`job ${id}:`, error);
        })
        .finally(() => {
          running.delete(id);
          tasks.delete(task);
          next();
        });
      tasks.add(task);
    }
  }

  return {
    add(job) {
      waiting.push(job.id);
      next();
    },
    drop(id) {
      const index = waiting.indexOf(id);
      if (index >= 0) waiting.splice(index, 1);
      running.get(id)?.abort.abort();
    },
    progress: (id) => Math.floor((running.get(id)?.progress ?? 0) * 100),
    waiting: () => waiting.length,
    async stop() {
      stopped = true;
      for (const run of running.values()) run.abort.abort();
      await Promise.all(tasks);
    },
  };
}

async function paint(
  id: string,
  run: { abort: AbortController; progress: number },
  { jobs, folder, render, ffmpeg, onEnded }: RenderQueueOptions,
): Promise<void> {
  const { signal } = run.abort;
  const job = await jobs.update(id, begin);
  if (job.deleted || signal.aborted) return undefined;
  if (hasEnded(job)) return onEnded(job);
  const { webhookUrl: _webhook, metadata: _metadata, negativePrompt, ...request } = job.request;
  const image = folder.image(job);
  let ended: (before: Job) => Job = completed;
  try {
    await render(
      {
        ...request,
        ...(negativePrompt === null ? {} : { negativePrompt }),
        ...(image === null ? {} : { image: { path: image } }),
      },
      {
        outFile: folder.partialClip(job),
        signal,
        // The last percent is the sync to disk: 100 is only ever said of a finished job.
        onProgress: (fraction) => (run.progress = Math.min(Math.max(fraction, 0), 0.99)),
        ...(ffmpeg === undefined ? {} : { ffmpeg }),
      },
    );
    await folder.keepClip(job);
  } catch (error) {
    await folder.dropPartialClip(job);
    if (signal.aborted) return undefined;
    console.error(`job ${id}:`, error);
    ended = (before) => failed(before, ...explain(error));
  }
  const after = await jobs.update(id, (before) => (before.deleted ? before : ended(before)));
  if (after.deleted) await folder.removeFiles(after);
  else onEnded(after);
  return undefined;
}

function begin(job: Job): Job {
  if (job.deleted) return job;
  if (job.attempts >= MAX_ATTEMPTS) {
    return failed(job, 'render_crashed', 'Painting this clip stopped the server too often.');
  }
  return { ...job, status: 'in_progress', attempts: job.attempts + 1 };
}

function explain(error: unknown): [code: string, message: string] {
  if (isDiskFull(error)) {
    return ['insufficient_storage', 'The disk of the model server is full.'];
  }
  return ['render_failed', 'The clip could not be painted; the log of the model server says why.'];
}

function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === 'ENOSPC') || isDiskFull(error.cause);
}
