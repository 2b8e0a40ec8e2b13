import { spawn } from 'node:child_process';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** The version of `tools/gcs-emulator/go.mod`; the set-up step names its build by it. */
const VERSION = '1.56.1';

const START_TIMEOUT_MS = 20_000;

export interface GcsEmulator {
  /** With scheme, without a slash at the end. */
  endpoint: string;
  createBucket: (name: string) => Promise<void>;
  stop: () => Promise<void>;
}

/** Starts the emulator on a free port with an empty directory of its own. */
export async function startGcsEmulator(): Promise<GcsEmulator> {
  const binary = await findBinary();
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

async function findBinary(): Promise<string> {
  const { PROMPTREEL_GCS_EMULATOR, PROMPTREEL_CACHE_DIR, XDG_CACHE_HOME, PATH = '' } = process.env;
  const cache =
    PROMPTREEL_CACHE_DIR ??
    (process.platform === 'darwin'
      ? join(homedir(), 'Library', 'Caches', 'promptreel')
      : join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'promptreel'));
  const candidates = [
    ...(PROMPTREEL_GCS_EMULATOR ? [PROMPTREEL_GCS_EMULATOR] : []),
    join(cache, `gcs-emulator-${VERSION}`),
    ...PATH.split(delimiter).map((folder) => join(folder, 'fake-gcs-server')),
  ];
  for (const path of candidates) {
    const found = await access(path).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  throw new Error(
    'The GCS emulator is missing: "npm test" builds it, or set PROMPTREEL_GCS_EMULATOR',
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
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
