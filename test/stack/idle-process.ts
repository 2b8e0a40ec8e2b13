import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';

/** A real process that does nothing for a minute, in a group of its own; ended with the test. */
export function startIdleProcess(env: NodeJS.ProcessEnv = process.env): number {
  const child: ChildProcess = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], {
    env,
    detached: true,
    stdio: 'ignore',
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  if (child.pid === undefined) throw new Error('the idle process did not start');
  return child.pid;
}
