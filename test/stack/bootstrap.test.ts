import { spawn, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { findRunningStack } from '../../stack/supervisor/running-stack.ts';
import { scratchDir } from './scratch.ts';
import { waitFor } from './wait-for.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const bootstrap = join(root, 'stack', 'bootstrap.mjs');

function run(...args: string[]) {
  return spawnSync(process.execPath, [bootstrap, ...args], { encoding: 'utf8', input: '' });
}

test('a command goes on under Node 24 and its status comes back', () => {
  expect(run('demo', '--', '--help')).toMatchObject({ status: 0, stderr: '' });
  expect(run('demo', '--', '--nonsense')).toMatchObject({ status: 2, stdout: '' });
});

test('an unknown command is one sentence', () => {
  const { status, stderr } = run('dance');
  expect(status).toBe(2);
  expect(stderr.trim()).toMatch(/^promptreel: There is no command "dance"/);
});

test('when the shell that npm runs the script in dies, the stack stops', async () => {
  const dataDir = scratchDir();
  // As npm does it: a shell between, which dies of the signal and passes nothing on.
  const command = `'${process.execPath}' '${bootstrap}' start; true`;
  const shell = spawn('sh', ['-c', command], {
    env: {
      ...process.env,
      npm_lifecycle_event: 'start',
      PROMPTREEL_DATA_DIR: dataDir,
    },
    stdio: 'ignore',
  });
  onTestFinished(() => {
    const left = findRunningStack(dataDir);
    if (left !== undefined) process.kill(left.supervisor.pid, 'SIGTERM');
  });
  await waitFor('the supervisor', () => findRunningStack(dataDir), 30_000);
  shell.kill('SIGTERM');
  const stopped = await waitFor(
    'the stop',
    () => (findRunningStack(dataDir) === undefined ? true : undefined),
    30_000,
  );
  expect(stopped).toBe(true);
}, 70_000);
