import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { isAlive } from '../../../stack/early/process-identity.mjs';
import { addressOf, findRunningStack } from '../../../stack/supervisor/running-stack.ts';
import type { StackFile } from '../../../stack/supervisor/stack-file.ts';
import { readStackFile } from '../../../stack/supervisor/stack-file.ts';
import { scratchDir } from '../scratch.ts';
import { waitFor } from '../wait-for.ts';
import { portOf } from '../../bound-port.ts';
import { jsonAt } from '../../json-at.ts';

const program = join(dirname(fileURLToPath(import.meta.url)), '../stand-in/start.ts');

interface Run {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
}

/** Something that answers where Temporal should be, so that no real server need start here. */
async function temporalAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `127.0.0.1:${portOf(server)}`;
}

async function start(dataDir: string, settings: NodeJS.ProcessEnv = {}): Promise<Run> {
  const child = spawn(process.execPath, [program], {
    env: {
      ...process.env,
      PROMPTREEL_DATA_DIR: dataDir,
      TEMPORAL_ADDRESS: await temporalAddress(),
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (d) => (output += d));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  return { child, output: () => output, ended };
}

const PARTS = ['local-model', 'worker-all', 'api'];

async function answers(address: string | undefined): Promise<boolean> {
  if (address === undefined) return false;
  return fetch(address).then(
    (response) => response.ok,
    () => false,
  );
}

/** The stack of this data directory once every part serves, by a supervisor other than `not`. */
function serving(dataDir: string, not?: number): Promise<StackFile> {
  return waitFor('the stack', async () => {
    const stack = findRunningStack(dataDir);
    if (stack === undefined || stack.supervisor.pid === not) return undefined;
    const served = await Promise.all(PARTS.map((part) => answers(addressOf(stack, part))));
    return served.every(Boolean) ? stack : undefined;
  });
}

const events = (dataDir: string): string[] =>
  readFileSync(join(dataDir, 'events'), 'utf8').trim().split('\n');

test('every part serves under its own pid, and a stop ends them in order', async () => {
  const dataDir = scratchDir();
  const run = await start(dataDir);
  const stack = await serving(dataDir);
  expect(stack.supervisor.pid).toBe(run.child.pid);
  expect(stack.parts.every(isAlive)).toBe(true);
  const env = await jsonAt<NodeJS.ProcessEnv>(addressOf(stack, 'api') ?? '');
  expect(env['PROMPTREEL_VIDEO_SERVERS']).toBe(`local=${addressOf(stack, 'local-model')}/v1`);
  // As from a terminal and npm at once: one press, not a second one that hurries.
  run.child.kill('SIGINT');
  run.child.kill('SIGTERM');
  expect(await run.ended).toBe(0);
  const stops = events(dataDir).filter((event) => event.endsWith('stopped'));
  expect(stops).toEqual(['api stopped', 'worker-all stopped', 'local-model stopped']);
  expect(readStackFile(dataDir)).toBeUndefined();
  expect(stack.parts.some(isAlive)).toBe(false);
});

test('a second start beside a living one says who runs and leaves it alone', async () => {
  const dataDir = scratchDir();
  const first = await start(dataDir);
  const stack = await serving(dataDir);
  const second = await start(dataDir);
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain(`already runs on ${dataDir}: Process ${first.child.pid}`);
  expect(readStackFile(dataDir)).toEqual(stack);
  expect(stack.parts.every(isAlive)).toBe(true);
});

test('after a killed supervisor the next start ends the old parts and takes over', async () => {
  const dataDir = scratchDir();
  const first = await start(dataDir);
  const old = await serving(dataDir);
  first.child.kill('SIGKILL');
  await first.ended;
  expect(findRunningStack(dataDir)).toBeUndefined();
  const second = await start(dataDir);
  const stack = await serving(dataDir, first.child.pid);
  expect(second.output()).toContain('ending what is left of it');
  expect(old.parts.some(isAlive)).toBe(false);
  expect(stack.parts.map((part) => part.name).toSorted()).toEqual(PARTS.toSorted());
  expect(addressOf(stack, 'local-model')).toBe(addressOf(old, 'local-model'));
});

test('a part that is killed comes back at the same address, and the log says so', async () => {
  const dataDir = scratchDir();
  const run = await start(dataDir);
  const before = await serving(dataDir);
  const killed = before.parts.find((part) => part.name === 'api');
  process.kill(killed?.pid ?? 0, 'SIGKILL');
  const after = await waitFor('the new API', async () => {
    const stack = readStackFile(dataDir);
    const part = stack?.parts.find((each) => each.name === 'api');
    const again = part?.pid !== killed?.pid && (await answers(part?.address));
    return again ? part : undefined;
  });
  expect(after?.address).toBe(killed?.address);
  expect(run.output()).toContain('api was ended by SIGKILL; starting it again in 0.5 s');
});

test('a stop during the start leaves nothing running', async () => {
  const dataDir = scratchDir();
  const run = await start(dataDir);
  await waitFor('the first part', () => readStackFile(dataDir)?.parts[0]);
  const parts = readStackFile(dataDir)?.parts ?? [];
  run.child.kill('SIGTERM');
  expect(await run.ended).toBe(0);
  expect(parts.some(isAlive)).toBe(false);
  expect(readStackFile(dataDir)).toBeUndefined();
});

test('a taken port that was asked for is one sentence and status 1', async () => {
  const taken = (await temporalAddress()).split(':')[1];
  const run = await start(scratchDir(), { PROMPTREEL_PORT: taken });
  expect(await run.ended).toBe(1);
  expect(run.output()).toMatch(new RegExp(`^\\s*promptreel: Port ${taken} .*PROMPTREEL_PORT`));
});

test('a Temporal that does not answer is one sentence and status 1', async () => {
  const run = await start(scratchDir(), { TEMPORAL_ADDRESS: '127.0.0.1:1' });
  expect(await run.ended).toBe(1);
  expect(run.output()).toMatch(/^\s*promptreel: Nothing answers at 127\.0\.0\.1:1/);
});
