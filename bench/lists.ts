import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createSweep } from '../activities/housekeeping/sweep.ts';
import { listKey, listPlace, recordKey } from '../domain/keys.ts';
import type { VideoRecord } from '../domain/video/record.ts';
import { isTerminal } from '../domain/video/status.ts';
import type { ObjectStore } from '../providers/stores/store.ts';
import { createFileStore } from '../providers/stores/file/file-store.ts';
import { openSalts, tokensOfRequest } from '../records/list-tokens.ts';
import { signatureOf } from '../records/signatures.ts';
import { openVideoRecords } from '../records/videos.ts';
import type { ApiFixture } from '../test/api/api-fixture.ts';
import { FAILED, PUBLISHED, startApi, videoRecord } from '../test/api/api-fixture.ts';
import { seeder } from './seed-objects.ts';

/**
 * What lists and the sweep cost with many videos in a directory: `node bench/lists.ts [videos]`. Half of
 * them over a year, half of them within two hours; one in a hundred is open. The oldest is unlike all.
 */
const VIDEOS = Number(process.argv[2] ?? 100_000);
const ROUNDS = 8;
const WORDS =
  'sea gull harbour storm lamp cat roof rain train night market fog bridge snow tide'.split(' ');

const root = await mkdtemp(join(tmpdir(), 'bench-lists-'));
try {
  const store = createFileStore({ root });
  await seed(store);
  const api = await startApi({ root, client: { openStages: async (ids) => running(ids) } });
  await pages(api);
  await walks(api);
  await api.close();
  await sweep(store);
} finally {
  await rm(root, { recursive: true, force: true });
}

async function seed(into: ObjectStore): Promise<void> {
  const began = performance.now();
  const salt = await openSalts(into)('default');
  const put = seeder(root);
  const now = Date.now();
  for (let n = 0; n < VIDEOS; n += 1) {
    const record = video(n, now);
    const { id, createdAt, request, snapshot } = record;
    put(recordKey('default', id), Buffer.from(JSON.stringify(record)));
    const name = `${listPlace(id, createdAt)}.${signatureOf(salt, tokensOfRequest(request))}`;
    const { status } = snapshot;
    for (const list of ['all', isTerminal(status) ? status : 'open']) {
      put(listKey('default', list, name), Buffer.from('{"id":"of a bench"}'));
    }
  }
  row('videos', VIDEOS);
  row('seeded in', `${((performance.now() - began) / 1_000).toFixed(0)} s`);
}

function video(n: number, now: number): VideoRecord {
  const rare = n === VIDEOS - 1;
  const age = n % 2 === 0 ? n * 72 : n * (31_536_000_000 / VIDEOS);
  const createdAt = new Date(now - 60_000 - (rare ? 40_000_000_000 : age)).toISOString();
  const end = n % 100 === 7 ? {} : n % 10 === 3 ? FAILED : PUBLISHED;
  const record = videoRecord(rare ? { ...PUBLISHED, status: 'rejected' } : end, { createdAt });
  const words = Array.from({ length: 12 }, (_, w) => WORDS[(n * 7 + w * w) % WORDS.length]);
  const { request } = record;
  return {
    ...record,
    request: {
      ...request,
      prompt: rare ? 'an unmistakable heron' : `${words.join(' ')} ${n}`,
      metadata: { campaign: `c${n % 50}`, ...(rare ? { only: 'one' } : {}) },
      plan: { ...request.plan, model: rare ? 'other/one' : 'local/painter' },
    },
  };
}

function running(ids: readonly string[]) {
  return new Map(ids.map((id) => [id, 'generate' as const]));
}

async function pages(api: ApiFixture): Promise<void> {
  const filters = [
    '',
    'status=failed',
    'status=in_progress',
    'status=rejected',
    'stage=generate',
    'stage=score',
  ];
  filters.push(
    'model=local/painter',
    'model=other/one',
    'metadata[campaign]=c7',
    'metadata[only]=one',
  );
  filters.push('q=harbour+storm', 'q=heron', 'q=nobody', 'status=published,failed', 'view=summary');
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const took: number[] = [];
  const before = process.cpuUsage();
  delay.enable();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const filter of filters) {
      for (const limit of [1, 20, 100]) {
        const began = performance.now();
        await get(api, `limit=${limit}&${filter}`);
        took.push(performance.now() - began);
      }
    }
  }
  delay.disable();
  const { user, system } = process.cpuUsage(before);
  took.sort((a, b) => a - b);
  row('list, any filter, any limit: p50', ms(took[Math.floor(took.length / 2)]));
  row(
    'list, any filter, any limit: p99',
    `${ms(took[Math.floor(took.length * 0.99)])} (bar 300 ms)`,
  );
  row('list, slowest', ms(took.at(-1)));
  row('list, CPU of a request, both ends', ms((user + system) / 1_000 / took.length));
  row('longest stall of the event loop', `${ms(delay.max / 1e6)} (bar 50 ms)`);
}

async function walks(api: ApiFixture): Promise<void> {
  for (const filter of ['status=rejected', 'model=other/one', 'metadata[only]=one', 'q=heron']) {
    const began = performance.now();
    let requests = 0;
    let found = 0;
    for (let cursor: string | null = ''; cursor !== null && found === 0;) {
      const page = await get(api, filter + (cursor && `&cursor=${cursor}`));
      requests += 1;
      found += page.data.length;
      cursor = page.next_cursor;
    }
    const took = ms(performance.now() - began);
    row(
      `walk to the only ${filter}`,
      `${found} found, ${requests} requests (bar 20), ${took} (bar 5 s)`,
    );
  }
}

async function sweep(over: ObjectStore): Promise<void> {
  const calls = { get: 0, head: 0, keys: 0, list: 0 };
  const counted: ObjectStore = {
    ...over,
    get: (...input) => (calls.get++, over.get(...input)),
    head: (...input) => (calls.head++, over.head(...input)),
    keys: (...input) => (calls.keys++, over.keys(...input)),
    list: (...input) => (calls.list++, over.list(...input)),
  };
  const records = openVideoRecords({ store: counted, tenants: ['default'] });
  let questions = 0;
  const runs = {
    state: async () => 'open' as const,
    running: async (ids: readonly string[]) => (questions++, new Set(ids)),
    snapshot: async () => null,
    failure: async () => null,
    cancel: async () => undefined,
    terminate: async () => undefined,
  };
  const log = { info: () => undefined, warn: () => undefined };
  const swept = createSweep({ store: counted, records, runs, log, tenants: ['default'] });
  const began = performance.now();
  await new MockActivityEnvironment({ startToCloseTimeoutMs: 600_000 }).run(() => swept());
  const took = ms(performance.now() - began);
  const said = Object.entries(calls).map(([name, count]) => `${count} ${name}`);
  row('a sweep', `${took}: ${said.join(', ')}, ${questions} questions to Temporal`);
}

interface Page {
  data: unknown[];
  next_cursor: string | null;
}

/** By hand: what a client does with a page would count as a stall of the server's. */
async function get(api: ApiFixture, query: string): Promise<Page> {
  const answer = await fetch(`${api.url}/v1/videos?${query}`);
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${query}: ${answer.status}`);
  const data = text.match(/"object":"video"/g) ?? [];
  const next = /"next_cursor":(?:null|"([^"]*)")/.exec(text.slice(-300));
  return { data, next_cursor: next?.[1] ?? null };
}

function ms(value = 0): string {
  return `${value.toFixed(0)} ms`;
}

function row(name: string, value: string | number): void {
  console.log(`${name.padEnd(42)}${value}`);
}
