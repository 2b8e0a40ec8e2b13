import { ApiError } from './api-error.ts';
import type { Job } from './job.ts';
import type { Create, Jobs } from './jobs.ts';
import type { RenderQueue } from './render-queue.ts';

/** About what one clip takes. */
const RETRY_AFTER_SECONDS = 5;

/** Where jobs are taken in and taken back: the book remembers them, the queue paints them. */
export interface Desk {
  /** Throws the 429 when the queue is full, unless the job is known by its key. */
  create(create: Create): Promise<Job>;
  /** False when there is no such job. */
  remove(id: string): Promise<boolean>;
}

export function openDesk(options: { jobs: Jobs; queue: RenderQueue; queueLimit: number }): Desk {
  const { jobs, queue, queueLimit } = options;
  return {
    create: (create) =>
      jobs.create(create, {
        admit() {
          if (queue.waiting() < queueLimit) return;
          throw new ApiError(429, 'queue_full', 'The queue is full; try again shortly.', {
            retryAfterSeconds: RETRY_AFTER_SECONDS,
          });
        },
        onCreated: (job) => queue.add(job),
      }),
    remove: (id) => jobs.remove(id, (job) => queue.drop(job.id)),
  };
}
