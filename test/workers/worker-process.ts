import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface WorkerProcess {
  /** Base URL of its health and metrics. */
  address: string;
  signal: (signal: NodeJS.Signals) => void;
  /** Its exit status, once it has ended. */
  ended: Promise<number | null>;
  log: () => string;
}

const MAIN = fileURLToPath(new URL('../../workers/main.ts', import.meta.url));

/** The worker as it is started in production; resolves once it polls. */
export async function startWorker(env: NodeJS.ProcessEnv): Promise<WorkerProcess> {
  const { child, ended, log } = spawnWorker(env);
  const ready = await Promise.race([firstLine(child), ended.then(() => null)]);
  if (ready === null) throw new Error(`the worker did not start:\n${log()}`);
  const { address }: { address: string } = JSON.parse(ready);
  return { address, signal: (signal) => void child.kill(signal), ended, log };
}

export function spawnWorker(env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [MAIN], { env: { PATH: process.env.PATH, ...env } });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = once(child, 'close').then(() => child.exitCode);
  return { child, ended, log: () => text };
}

async function firstLine({ stdout }: ChildProcess): Promise<string | null> {
  if (stdout === null) return null;
  for await (const line of createInterface({ input: stdout })) return line;
  return null;
}
