import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Program {
  /** `http://127.0.0.1:port` */
  url: string;
  /** SIGTERM, or what is given; resolves with the exit status once it is gone. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts one of `simulators/` as a process of its own and waits until it listens. */
export async function startProgram(path: string, args: string[] = []): Promise<Program> {
  const { child, stderr } = run(path, args);
  const line = await firstLine(child);
  if (line === null) throw new Error(`${path} did not start: ${stderr()}`);
  const { listening }: { listening: string } = JSON.parse(line);
  return {
    url: listening,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal);
        await once(child, 'exit');
      }
      return child.exitCode;
    },
  };
}

/** Runs a program that is expected to end by itself. */
export async function runToEnd(path: string, args: string[]) {
  const { child, stderr } = run(path, args);
  await once(child, 'close');
  return { status: child.exitCode, stderr: stderr() };
}

function run(path: string, args: string[]) {
  const file = fileURLToPath(new URL(`../../simulators/${path}`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, stderr: () => text };
}

async function firstLine(child: ChildProcess): Promise<string | null> {
  if (!child.stdout) return null;
  for await (const line of createInterface({ input: child.stdout })) return line;
  return null;
}
