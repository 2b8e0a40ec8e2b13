import type { ServerClient } from './server-client.ts';
import { asObject } from '../kit/as-object.ts';
import { readWireJob, type WireJob } from './wire-job.ts';

export type JobListing =
  | { status: 'listed'; jobs: WireJob[] }
  /** The server has no list, or one too long to be read to the end. */
  | { status: 'unavailable'; reason: string };

const PAGE_SIZE = 100;
/** Two thousand jobs since one attempt: beyond that nobody waits for the answer. */
const MAX_PAGES = 20;

/** Every job that the server lists and that may have been made at or after `since`. */
export async function listJobs(
  client: ServerClient,
  since: Date,
  signal: AbortSignal,
): Promise<JobListing> {
  const jobs = new Map<string, WireJob>();
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const cursor = after === null ? '' : `&after=${encodeURIComponent(after)}`;
    const path = `/videos?limit=${PAGE_SIZE}&order=desc${cursor}`;
    const { status, json } = await client.get(path, signal);
    const body = asObject(json);
    const data = body?.['data'];
    if (status !== 200 || !Array.isArray(data)) {
      return { status: 'unavailable', reason: 'the server lists no jobs' };
    }
    const read = data.map(readWireJob).filter((job) => job !== null);
    const fresh = read.filter((job) => !jobs.has(job.id));
    for (const job of read) jobs.set(job.id, job);
    const last = read.at(-1);
    // A server that ignores the cursor gives the same page for ever.
    const ended = body?.['has_more'] !== true || !last || fresh.length === 0;
    if (ended || (newestFirst(read) && isOlder(last, since))) {
      return { status: 'listed', jobs: [...jobs.values()] };
    }
    after = last.id;
  }
  return { status: 'unavailable', reason: 'the list of jobs is too long to be searched' };
}

/** Only then does one old job mean that the rest is older. Some servers ignore `order`. */
function newestFirst(jobs: WireJob[]): boolean {
  const times = jobs.map((job) => job.createdAt?.getTime() ?? Number.NaN);
  return times.every((time, index) => index === 0 || time <= (times[index - 1] ?? Number.NaN));
}

function isOlder(job: WireJob, since: Date): boolean {
  return job.createdAt !== null && job.createdAt < since;
}
