import { execFile } from 'node:child_process';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../architecture/tree.ts';
import type { GcsEmulator } from '../gcs-emulator.ts';
import { startGcsEmulator } from '../gcs-emulator.ts';
import { portOf } from '../bound-port.ts';

let emulator: GcsEmulator;
let probed: Server;

beforeAll(async () => {
  emulator = await startGcsEmulator();
  probed = createServer((request, response) => {
    response.writeHead(request.url === '/healthz' ? 204 : 503).end();
  }).listen(0, '127.0.0.1');
});
afterAll(async () => {
  probed.close();
  await emulator.stop();
});

const run = (program: string, ...args: string[]) =>
  promisify(execFile)(process.execPath, [`${ROOT}deploy/${program}`, ...args]);
const probedUrl = (path: string) => `http://127.0.0.1:${portOf(probed)}${path}`;

test('the bucket is there after the job, and a second run is no failure', async () => {
  await run('create-bucket.mjs', emulator.endpoint, 'promptreel');
  await run('create-bucket.mjs', emulator.endpoint, 'promptreel');
  const { status } = await fetch(`${emulator.endpoint}/storage/v1/b/promptreel`);
  expect(status).toBe(200);
});

test('the job fails when the bucket could not be made', async () => {
  await expect(run('create-bucket.mjs', probedUrl('/'), 'promptreel')).rejects.toThrow('503');
  await expect(run('create-bucket.mjs', emulator.endpoint)).rejects.toThrow('usage');
});

test('a probe succeeds on an answer in the 200s alone', async () => {
  await expect(run('healthy.mjs', probedUrl('/healthz'))).resolves.toBeDefined();
  await expect(run('healthy.mjs', probedUrl('/readyz'))).rejects.toThrow('503');
  await expect(run('healthy.mjs', 'http://127.0.0.1:1/')).rejects.toThrow();
});
