import type { StackConfig } from '../../stack/config.ts';
import { readConfig } from '../../stack/config.ts';
import type { Program } from '../../cli/program.ts';
import { runCommandLine } from '../../cli/program.ts';
import { scratchDir } from '../stack/scratch.ts';
import { vi } from 'vitest';

/** Settings of a machine on which nothing runs. */
export const config = (env: NodeJS.ProcessEnv = {}): StackConfig =>
  readConfig(scratchDir(), { HOME: scratchDir(), ...env });

/** Runs a command line in this process and keeps what it prints. */
export async function run(program: Program, args: string[], settings = config()) {
  const printed: string[] = [];
  const keep = (line: unknown): void => void printed.push(String(line));
  const out = vi.spyOn(console, 'log').mockImplementation(keep);
  const err = vi.spyOn(console, 'error').mockImplementation(keep);
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => (keep(text), true));
  const error = vi.spyOn(process.stderr, 'write').mockImplementation((text) => (keep(text), true));
  try {
    return { status: await runCommandLine(program, settings, args), printed };
  } finally {
    for (const spy of [out, err, write, error]) spy.mockRestore();
  }
}
