import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface ProgramResult {
  /** Null when it was ended by a signal or could not be started. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface ProgramOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Sees each line of both outputs as it comes. */
  onLine?: (line: string) => void;
  /** Ends with this process when that is told to stop; else it is left to finish. */
  endsWithUs?: boolean;
  /** Ends it with SIGTERM. */
  signal?: AbortSignal;
}

/** 128 + SIGINT, as shells have it. */
const INTERRUPTED = 130;
/** A service that an installation starts may keep the outputs open for ever. */
const DRAIN_MS = 1000;

// Enough to hold the cause of a failed build, which comes last.
const KEPT_OUTPUT = 200_000;

/** Runs a program to its end without a shell or stdin. Never rejects: a missing one has code null. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  const { cwd, env, onLine, endsWithUs = false, signal } = options;
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
    ...(signal === undefined ? {} : { signal }),
  });
  const result: ProgramResult = { code: null, stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    createInterface({ input: child[name] }).on('line', (line) => {
      result[name] = `${result[name]}${line}\n`.slice(-KEPT_OUTPUT);
      onLine?.(line);
    });
  }
  const release = endsWithUs ? endWithUs(child) : () => {};
  const ended = new Promise<ProgramResult>((resolve) => {
    child.on('error', (error) => resolve({ ...result, stderr: error.message }));
    child.on('close', (code) => resolve({ ...result, code }));
    child.on('exit', () => {
      const drained = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, DRAIN_MS);
      child.on('close', () => clearTimeout(drained));
    });
  });
  return ended.finally(release);
}

/** Node would end without its children, and a build of minutes would go on for nobody. */
function endWithUs(child: ChildProcess): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const stop = (): void => {
    child.kill('SIGTERM');
    process.exit(INTERRUPTED);
  };
  for (const signal of signals) process.on(signal, stop);
  return () => signals.forEach((signal) => process.off(signal, stop));
}
