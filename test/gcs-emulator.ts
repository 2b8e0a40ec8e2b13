import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../stack/config.ts';
import { readPinnedTool } from '../stack/setup/versions.ts';
import { ROOT } from './architecture/tree.ts';
import { portOf } from './bound-port.ts';

const START_TIMEOUT_MS = 20_000;

export interface GcsEmulator {
  /** With scheme, without a slash at the end. */
  endpoint: string;
  createBucket: (name: string) => Promise<void>;
  stop: () => Promise<void>;
}

/** Starts the emulator on a free port with an empty directory of its own. */
export async function startGcsEmulator(): Promise<GcsEmulator> {
  const binary = findBinary();
  const directory = await mkdtemp(join(tmpdir(), 'promptreel-gcs-'));
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn(
    binary,
    [
      '-scheme=http',
      '-host=127.0.0.1',
      `-port=${port}`,
      '-backend=filesystem',
      `-filesystem-root=${directory}`,
      `-external-url=${endpoint}`,
      // Signed links name the bucket in the path, which it serves only for its public host.
      `-public-host=127.0.0.1:${port}`,
      '-log-level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const exited = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await untilServing(endpoint, () => child.exitCode !== null);
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, stop, createBucket: (name) => createBucket(endpoint, name) };
}

/** The emulator of the set-up step. Tests that need it fail without it; they never skip. */
function findBinary(): string {
  const { version } = readPinnedTool(ROOT, 'gcs-emulator', 'github.com/fsouza/fake-gcs-server');
  const built = join(readConfig(ROOT).cacheDir, `gcs-emulator-${version}`);
  const path = process.env['PROMPTREEL_GCS_EMULATOR'] ?? built;
  if (existsSync(path)) return path;
  throw new Error(`${path} is missing: run the tests through npm test, which builds it.`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

async function untilServing(endpoint: string, hasExited: () => boolean): Promise<void> {
  const giveUpAt = Date.now() + START_TIMEOUT_MS;
  while (!hasExited() && Date.now() < giveUpAt) {
    const ok = await fetch(`${endpoint}/_internal/healthcheck`).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await sleep(50);
  }
  throw new Error('The GCS emulator did not start');
}

async function createBucket(endpoint: string, name: string): Promise<void> {
  const response = await fetch(`${endpoint}/storage/v1/b?project=test`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  });
  if (!response.ok) throw new Error(`The GCS emulator answered ${response.status}`);
}
