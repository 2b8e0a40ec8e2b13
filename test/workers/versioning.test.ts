import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openVideoClient } from '../../api/runs/run-client.ts';
import { createFileStore } from '../../providers/stores/file/file-store.ts';
import { openVideoRecords } from '../../records/videos.ts';
import { videoRecord } from '../api/api-fixture.ts';
import type { DevServer } from '../temporal/dev-server.ts';
import { startDevServer } from '../temporal/dev-server.ts';
import { temporalCli } from './temporal-cli.ts';
import type { WorkerProcess } from './worker-process.ts';
import { startWorker } from './worker-process.ts';

let server: DevServer;
const workers: WorkerProcess[] = [];

beforeAll(async () => {
  server = await startDevServer('none of that');
});
afterAll(async () => {
  for (const worker of workers) worker.signal('SIGTERM');
  await Promise.all(workers.map(({ ended }) => ended));
  await server.close();
});

async function startVersion(buildId: string): Promise<void> {
  const versioning = { PROMPTREEL_WORKER_VERSIONING: `promptreel/${buildId}` };
  workers.push(await startWorker({ ...server.settings, ...versioning }));
}

/** The command of the guide. */
async function makeCurrent(buildId: string): Promise<void> {
  const version = ['--deployment-name', 'promptreel', '--build-id', buildId];
  const args = ['worker', 'deployment', 'set-current-version', ...version, '--yes'];
  await promisify(execFile)(temporalCli(), [...args, '--address', server.temporal.address]);
}

/** Starts a run as the API does. */
async function startRun(): Promise<string> {
  const plain = videoRecord();
  const plan = { ...plain.request.plan, model: 'strict/model', variations: 1 };
  const record = { ...plain, request: { ...plain.request, plan } };
  const store = createFileStore({ root: join(server.dir, 'objects') });
  await openVideoRecords({ store, tenants: ['default'] }).create(record);
  const at = { publicUrl: 'http://v.test', temporalUi: null, namespace: 'default' };
  await openVideoClient(server.temporal.client, at).start(record);
  return record.id;
}

/** The builds that have carried the run, in order; empty while none has. */
async function carriers(id: string): Promise<(string | null | undefined)[]> {
  const { events } = await server.temporal.client.workflow.getHandle(id).fetchHistory();
  const tasks = events?.flatMap(({ workflowTaskCompletedEventAttributes: done }) =>
    done ? [done.deploymentVersion?.buildId] : [],
  );
  return [...new Set(tasks)];
}

test('of two versions side by side the current one carries what is started', async () => {
  await startVersion('one');
  await startVersion('two');
  const early = await startRun();
  // Nothing moves before a version is current.
  expect(await carriers(early)).toEqual([]);

  await makeCurrent('one');
  await expect.poll(() => carriers(early), { timeout: 30_000 }).toEqual(['one']);
  await makeCurrent('two');
  const late = await startRun();
  await expect.poll(() => carriers(late), { timeout: 30_000 }).toEqual(['two']);
}, 120_000);
