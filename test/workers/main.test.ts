import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineSearchAttributeKey } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { videoId } from '../../domain/ids.ts';
import { acceptedSnapshot } from '../../domain/video/snapshot.ts';
import { createFileStore } from '../../providers/stores/file/file-store.ts';
import { openVideoRecords } from '../../records/videos.ts';
import { ROLE_QUEUES, SEARCH_ATTRIBUTES, WORKFLOWS, taskQueue } from '../../temporal/names.ts';
import { planOf } from '../workflows/script.ts';
import { temporalCli } from './temporal-cli.ts';
import { spawnWorker, startWorker } from './worker-process.ts';
import { portOf } from '../bound-port.ts';

const ATTRIBUTE_TYPES = {
  Keyword: 'KEYWORD',
  KeywordList: 'KEYWORD_LIST',
  Datetime: 'DATETIME',
} as const;

let dir: string;
let temporal: TestWorkflowEnvironment;
let models: Server;
let settings: NodeJS.ProcessEnv;
/** Creates that wait for their answer. */
const waiting: ServerResponse[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'promptreel-worker-'));
  models = createServer((request, response) => {
    if (request.method === 'POST') waiting.push(response);
    else response.writeHead(404).end('{}');
  });
  await once(models.listen(0, '127.0.0.1'), 'listening');
  temporal = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: temporalCli() },
      log: { format: 'pretty', level: 'error' },
      searchAttributes: Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) =>
        defineSearchAttributeKey(name, ATTRIBUTE_TYPES[type]),
      ),
    },
  });
  settings = {
    PROMPTREEL_DATA_DIR: dir,
    PROMPTREEL_CACHE_DIR: join(tmpdir(), 'promptreel-test'),
    PROMPTREEL_SECRET: 'a-secret-of-the-tests',
    PROMPTREEL_VIDEO_SERVERS: `slow=http://127.0.0.1:${portOf(models)}/v1`,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_CONFIG_FILE: join(dir, 'none.toml'),
    HOME: dir,
  };
});
afterAll(async () => {
  models.close();
  models.closeAllConnections();
  await temporal.teardown();
  await rm(dir, { recursive: true });
});

/** A run whose only take is being bought at a server that takes its time. */
async function startRun(): Promise<void> {
  const id = videoId('01kqqqqqqqqqqqqqqqqqqqqqqq');
  const acceptedAt = new Date().toISOString();
  const plan = planOf({ model: 'slow/model', variations: 1 });
  const request = { prompt: 'p', negativePrompt: null, image: null, metadata: {}, plan };
  const store = createFileStore({ root: join(dir, 'objects') });
  await openVideoRecords({ store, tenants: ['default'] }).create({
    schemaVersion: 1,
    id,
    tenant: 'default',
    createdAt: acceptedAt,
    request,
    keyDigest: null,
    snapshot: acceptedSnapshot(id, plan, acceptedAt),
  });
  await temporal.client.workflow.start(WORKFLOWS.video, {
    workflowId: id,
    taskQueue: taskQueue('workflow'),
    args: [{ id, tenant: 'default', plan, acceptedAt }],
  });
}

async function eventsOf(id: string): Promise<string> {
  const { events } = await temporal.client.workflow.getHandle(id).fetchHistory();
  return JSON.stringify(events);
}

describe('a worker', () => {
  test('tells its health and its metrics, and on SIGTERM ends what it has begun', async () => {
    const worker = await startWorker(settings);
    const health = await fetch(`${worker.address}/healthz`);
    expect(health.status).toBe(200);
    const told = await health.text();
    for (const serves of Object.values(ROLE_QUEUES).flat()) {
      expect(told).toContain(`${taskQueue(serves)}: RUNNING`);
    }

    const metrics = await fetch(`${worker.address}/metrics`);
    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain/);
    const text = await metrics.text();
    // Ours, of the process, and the SDK's own.
    expect(text).toContain('process_cpu_seconds_total{part="worker-all"}');
    expect(text).toMatch(/^temporal_\w*slots_available/m);

    await startRun();
    await expect.poll(() => waiting.length, { timeout: 15_000 }).toBe(1);
    worker.signal('SIGTERM');
    await expect.poll(worker.log, { timeout: 5_000 }).toContain('"draining"');
    // It takes no more, but what it has begun it ends.
    await expect
      .poll(() => fetch(`${worker.address}/healthz`).then(({ status }) => status))
      .toBe(503);
    const id = 'vid_01kqqqqqqqqqqqqqqqqqqqqqqq';
    const job = { id: 'job_1', object: 'video', status: 'queued', created_at: Date.now() / 1_000 };
    waiting[0]?.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(job));
    expect(await worker.ended).toBe(0);
    expect(worker.log()).toContain('"drained"');

    const store = createFileStore({ root: join(dir, 'objects') });
    expect(await store.head(`default/${id}/takes/0/purchase.json`)).not.toBeNull();
    expect(await eventsOf(id)).toContain('activityTaskCompletedEventAttributes');
    expect(waiting).toHaveLength(1);
    expect(await readdir(join(dir, 'scratch')).catch(() => [])).toEqual([]);
  });

  test('that is configured wrongly says so in one line and ends', async () => {
    const { ended, log } = spawnWorker({ ...settings, PROMPTREEL_WORKER_ROLE: 'cook' });
    expect(await ended).toBe(1);
    const lines = log().trim().split('\n');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'fatal',
      msg: 'PROMPTREEL_WORKER_ROLE must be all, workflow, io, media.',
    });
  });
});
