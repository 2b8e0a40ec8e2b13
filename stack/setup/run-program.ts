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
}

// Enough to hold the cause of a failed build, which comes last.
const KEPT_OUTPUT = 200_000;

/** Runs a program to its end without a shell or stdin. Never rejects: a missing one has code null. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  const { cwd, env, onLine } = options;
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
  });
  const result: ProgramResult = { code: null, stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    createInterface({ input: child[name] }).on('line', (line) => {
      result[name] = `${result[name]}${line}\n`.slice(-KEPT_OUTPUT);
      onLine?.(line);
    });
  }
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ ...result, stderr: error.message }));
    child.on('close', (code) => resolve({ ...result, code }));
  });
}
