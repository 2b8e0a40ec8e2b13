import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job } from './job.ts';

/** One line of `creates.log`: every POST that was answered with a job, new or known. */
export interface CreateLine {
  time: string;
  job: string;
  outcome: 'accepted' | 'deduplicated';
  idempotency_key: string | null;
  metadata: Record<string, string> | null;
}

/**
 * The jobs of one server: `jobs/<id>.json`, `clips/<id>.mp4`, `images/<id>`, and `creates.log`.
 * A job that was saved survives a kill or a power cut: the file and its directory are synced.
 */
export interface JobFolder {
  clips: string;
  clip(job: Job): string;
  image(job: Job): string | null;
  load(): Promise<Job[]>;
  /** One at a time per job: two writers would race for the rename. */
  save(job: Job): Promise<void>;
  saveImage(job: Job, bytes: Uint8Array): Promise<void>;
  /** Where a renderer may write before {@link JobFolder.keepClip}; cleared at every start. */
  partialClip(job: Job): string;
  keepClip(job: Job): Promise<void>;
  dropPartialClip(job: Job): Promise<void>;
  logCreate(line: CreateLine): Promise<void>;
  removeFiles(job: Job): Promise<void>;
  forget(job: Job): Promise<void>;
}

export async function openJobFolder(root: string): Promise<JobFolder> {
  const [jobs, clips, images] = [join(root, 'jobs'), join(root, 'clips'), join(root, 'images')];
  for (const directory of [jobs, clips, images]) await mkdir(directory, { recursive: true });
  const log = join(root, 'creates.log');
  const clip = (job: Job) => join(clips, `${job.id}.mp4`);
  const image = (job: Job) => (job.imageFile === null ? null : join(images, job.imageFile));
  // The attempt is in the name: a renderer that outlived a killed server writes beside, not into,
  // ours.
  const partialClip = (job: Job) => join(clips, `${job.id}.${job.attempts}.part.mp4`);
  return {
    clips,
    clip,
    image,
    partialClip,
    async load() {
      // Whatever a killed renderer left half written; its job is rendered anew.
      await removePartFiles(jobs, clips, images);
      const names = (await readdir(jobs)).filter((name) => name.endsWith('.json')).toSorted();
      const loaded: Job[] = [];
      for (const name of names) loaded.push(await readJob(join(jobs, name)));
      await completeLog(log, loaded);
      return loaded;
    },
    save: (job) => writeDurably(jobs, `${job.id}.json`, JSON.stringify(job, null, 2)),
    async saveImage(job, bytes) {
      if (job.imageFile !== null) await writeDurably(images, job.imageFile, bytes);
    },
    async keepClip(job) {
      await syncFile(partialClip(job));
      await rename(partialClip(job), clip(job));
      await syncFile(clips);
    },
    dropPartialClip: (job) => rm(partialClip(job), { force: true }),
    logCreate: (line) => appendFile(log, `${JSON.stringify(line)}\n`, { flush: true }),
    async removeFiles(job) {
      const input = image(job);
      await rm(clip(job), { force: true });
      if (input !== null) await rm(input, { force: true });
    },
    forget: (job) => rm(join(jobs, `${job.id}.json`), { force: true }),
  };
}

async function readJob(path: string): Promise<Job> {
  try {
    // Written by this program alone and renamed into place whole, so its shape is not in doubt.
    const job: Job = JSON.parse(await readFile(path, 'utf8'));
    return job;
  } catch (cause) {
    throw new Error(`The job file ${path} cannot be read; move it away to go on without it.`, {
      cause,
    });
  }
}

/** A crash between a job's file and its line loses the line; a count of creates must not. */
async function completeLog(log: string, jobs: Job[]): Promise<void> {
  const text = await readFile(log, 'utf8').catch(() => '');
  const tail = text === '' || text.endsWith('\n') ? '' : '\n';
  const missing = jobs.filter((job) => !text.includes(`"job":"${job.id}"`));
  const lines = missing.map((job) => `${JSON.stringify(createLine(job, 'accepted'))}\n`);
  if (tail || lines.length > 0) await appendFile(log, tail + lines.join(''), { flush: true });
}

export function createLine(job: Job, outcome: CreateLine['outcome']): CreateLine {
  return {
    time: new Date().toISOString(),
    job: job.id,
    outcome,
    idempotency_key: job.idempotencyKey,
    metadata: job.request.metadata,
  };
}

async function writeDurably(
  directory: string,
  name: string,
  content: string | Uint8Array,
): Promise<void> {
  const part = join(directory, `${name}.${randomUUID()}.part`);
  try {
    const file = await open(part, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, join(directory, name));
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  await syncFile(directory);
}

/** Also for a directory: a rename is only sure to survive a power cut once that is synced. */
async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function removePartFiles(...directories: string[]): Promise<void> {
  for (const directory of directories) {
    for (const name of await readdir(directory)) {
      if (name.includes('.part')) await rm(join(directory, name), { force: true });
    }
  }
}
