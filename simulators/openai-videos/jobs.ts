import { monotonicFactory } from 'ulid';
import { ApiError } from './api-error.ts';
import type { CheckedCreate } from './check-request.ts';
import { hashCreate } from './hash-create.ts';
import type { Job } from './job.ts';
import { createLine, type JobFolder } from './job-folder.ts';

/**
 * How long a finished clip is kept that nobody has fetched, as `expires_at` tells. OpenAI's own
 * service kept one for an hour.
 */
const CLIP_SECONDS = 24 * 3600;
/**
 * Whoever has fetched a clip whole has one of their own, unless their disk was full or away: an hour to
 * come back.
 */
const FETCHED_CLIP_SECONDS = 3600;
/** Records, and with them idempotency keys, are kept longer than anyone's run may last. */
const RECORD_SECONDS = 30 * 24 * 3600;

export interface Create extends CheckedCreate {
  idempotencyKey: string | null;
}

export interface Jobs {
  /**
   * Durable once it resolves. The same key gives the same job, however many ask at once. `admit`
   * throws when there is no room for one more; `onCreated` hears of a job that was not there before.
   */
  create(create: Create, desk: { admit: () => void; onCreated: (job: Job) => void }): Promise<Job>;
  get(id: string): Job | undefined;
  /** Oldest first, without the deleted ones. */
  all(): Job[];
  unfinished(): Job[];
  /** Runs `change` on the newest state, after any change before it, and saves. */
  update(id: string, change: (job: Job) => Job): Promise<Job>;
  /** False when there is no such job. `onRemoved` hears of it before its files go. */
  remove(id: string, onRemoved: (job: Job) => void): Promise<boolean>;
  sweep(): Promise<void>;
}

/** The book of all jobs: what memory shows is what the disk already holds, never more. */
export async function openJobs(folder: JobFolder): Promise<Jobs> {
  const nextId = monotonicFactory();
  const jobs = new Map<string, Job>();
  const byKey = new Map<string, Promise<Job>>();
  const writes = new Map<string, Promise<unknown>>();
  for (const job of await folder.load()) {
    jobs.set(job.id, job);
    if (job.idempotencyKey !== null) byKey.set(job.idempotencyKey, Promise.resolve(job));
  }

  async function accept(
    { request, image, idempotencyKey }: Create,
    bodyHash: string,
    onCreated: (job: Job) => void,
  ) {
    const id = `video_${nextId().toLowerCase()}`;
    const job: Job = {
      id,
      request,
      status: 'queued',
      createdAt: unixNow(),
      completedAt: null,
      expiresAt: null,
      error: null,
      imageFile: image && id,
      idempotencyKey,
      bodyHash,
      attempts: 0,
      deleted: false,
      webhook: request.webhookUrl === null ? 'none' : 'due',
    };
    if (image) await folder.saveImage(job, image.bytes);
    await folder.save(job);
    jobs.set(id, job);
    onCreated(job);
    await folder.logCreate(createLine(job, 'accepted'));
    return job;
  }

  async function repeat(earlier: Promise<Job>, bodyHash: string): Promise<Job> {
    const job = await earlier;
    if (job.bodyHash !== bodyHash) {
      const message = 'This Idempotency-Key was used with another request.';
      throw new ApiError(409, 'idempotency_key_reused', message);
    }
    const current = jobs.get(job.id);
    if (!current || current.deleted) {
      throw new ApiError(409, 'job_deleted', 'The job of this Idempotency-Key was deleted.');
    }
    await folder.logCreate(createLine(current, 'deduplicated'));
    return current;
  }

  function update(id: string, change: (job: Job) => Job): Promise<Job> {
    const write = (writes.get(id) ?? Promise.resolve()).then(async () => {
      const before = jobs.get(id);
      if (!before) throw new Error(`Job ${id} is gone.`);
      const after = change(before);
      if (after === before) return before;
      await folder.save(after);
      jobs.set(id, after);
      return after;
    });
    // A failed write must not poison the ones behind it; its own caller still sees the error.
    writes.set(
      id,
      write.catch(() => undefined),
    );
    return write;
  }

  return {
    async create(create, { admit, onCreated }) {
      const { idempotencyKey: key } = create;
      const bodyHash = hashCreate(create);
      const earlier = key === null ? undefined : byKey.get(key);
      if (earlier) return repeat(earlier, bodyHash);
      admit();
      const accepted = accept(create, bodyHash, onCreated);
      if (key !== null) {
        byKey.set(key, accepted);
        accepted.catch(() => byKey.delete(key));
      }
      return accepted;
    },
    get: (id) => visible(jobs.get(id)),
    all: () => [...jobs.values()].filter((job) => !job.deleted),
    unfinished: () => [...jobs.values()].filter((job) => !job.deleted && !hasEnded(job)),
    update,
    async remove(id, onRemoved) {
      if (!visible(jobs.get(id))) return false;
      const job = await update(id, (before) => ({ ...before, deleted: true }));
      onRemoved(job);
      await folder.removeFiles(job);
      return true;
    },
    async sweep() {
      const now = unixNow();
      for (const job of jobs.values()) {
        if (job.expiresAt !== null && job.expiresAt <= now) await folder.removeFiles(job);
        if (!hasEnded(job) && !job.deleted) continue;
        if (job.createdAt + RECORD_SECONDS > now) continue;
        await folder.forget(job);
        jobs.delete(job.id);
        writes.delete(job.id);
        if (job.idempotencyKey !== null) byKey.delete(job.idempotencyKey);
      }
    },
  };
}

export function completed(job: Job): Job {
  const now = unixNow();
  return { ...job, status: 'completed', completedAt: now, expiresAt: now + CLIP_SECONDS };
}

/** It was handed out whole: from now on ours is a second copy. */
export function fetched(job: Job): Job {
  const soon = unixNow() + FETCHED_CLIP_SECONDS;
  return job.expiresAt === null || job.expiresAt <= soon ? job : { ...job, expiresAt: soon };
}

export function failed(job: Job, code: string, message: string): Job {
  return { ...job, status: 'failed', completedAt: unixNow(), error: { code, message } };
}

export function hasEnded(job: Job): boolean {
  return job.status === 'completed' || job.status === 'failed';
}

export function unixNow(): number {
  return Math.floor(Date.now() / 1000);
}

function visible(job: Job | undefined): Job | undefined {
  return job?.deleted === true ? undefined : job;
}
