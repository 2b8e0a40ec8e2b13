import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../../stack/config.ts';
import { readPinnedTool } from '../../stack/setup/versions.ts';
import { ROOT } from '../architecture/tree.ts';

export interface RunningEmulator {
  url: string;
  stop: () => Promise<void>;
}

/** The emulator of the set-up step, on a folder of its own. Fails where it has not been built. */
export async function startGcsEmulator(): Promise<RunningEmulator> {
  const { version } = readPinnedTool(ROOT, 'gcs-emulator', 'github.com/fsouza/fake-gcs-server');
  const program = join(readConfig(ROOT).cacheDir, `gcs-emulator-${version}`);
  const root = await mkdtemp(join(tmpdir(), 'promptreel-gcs-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    program,
    [
      '-scheme=http',
      '-host=127.0.0.1',
      `-port=${port}`,
      '-backend=filesystem',
      `-filesystem-root=${root}`,
      `-external-url=${url}`,
    ],
    { stdio: 'ignore' },
  );
  await once(child, 'spawn');
  const ended = once(child, 'exit');
  while (!(await answers(`${url}/_internal/healthcheck`))) await sleep(50);
  return {
    url,
    async stop() {
      child.kill();
      await ended;
      await rm(root, { recursive: true, force: true });
    },
  };
}

const answers = async (url: string) => (await fetch(url).catch(() => null))?.ok ?? false;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
