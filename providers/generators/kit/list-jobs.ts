import type { JsonResponse } from '../../../net/request-json.ts';
import { type AskOptions, ask } from './ask.ts';
import type { ForeignJob } from './foreign-job.ts';

/** A provider's list of jobs, newest first where it listens. */
export interface JobList<Job extends ForeignJob> {
  /** One page, after that job. */
  page(after: string | null): Promise<JsonResponse>;
  /** Null for what is no list. */
  read(json: unknown): { jobs: Job[]; hasMore: boolean } | null;
}

export type Listing<Job> =
  | { status: 'listed'; jobs: Job[] }
  /** The provider has no list, or one too long to be read to the end. */
  | { status: 'unavailable'; reason: string };

/** Two thousand jobs since one attempt: beyond that nobody waits for the answer. */
const MAX_PAGES = 20;

/** Every job that the provider lists and that may have been made at or after `since`. */
export async function listJobs<Job extends ForeignJob>(
  list: JobList<Job>,
  since: Date,
  options: AskOptions,
): Promise<Listing<Job>> {
  const jobs = new Map<string, Job>();
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const cursor: string | null = after;
    const { status, json } = await ask(() => list.page(cursor), options);
    const read = status === 200 ? list.read(json) : null;
    if (read === null) return { status: 'unavailable', reason: 'the server lists no jobs' };
    const fresh = read.jobs.filter((job) => !jobs.has(job.id));
    for (const job of read.jobs) jobs.set(job.id, job);
    const last = read.jobs.at(-1);
    // A server that ignores the cursor gives the same page for ever.
    const ended = !read.hasMore || !last || fresh.length === 0;
    if (ended || (newestFirst(read.jobs) && isOlder(last, since))) {
      return { status: 'listed', jobs: [...jobs.values()] };
    }
    after = last.id;
  }
  return { status: 'unavailable', reason: 'the list of jobs is too long to be searched' };
}

/** Only then does one old job mean that the rest is older. Some servers ignore the order asked for. */
function newestFirst(jobs: ForeignJob[]): boolean {
  const times = jobs.map((job) => job.createdAt?.getTime() ?? Number.NaN);
  return times.every((time, index) => index === 0 || time <= (times[index - 1] ?? Number.NaN));
}

function isOlder({ createdAt }: ForeignJob, since: Date): boolean {
  return createdAt !== null && createdAt < since;
}
