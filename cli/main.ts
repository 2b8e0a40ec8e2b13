import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../stack/config.ts';
import { Problem, reportFatal } from '../stack/early/problem.mjs';
import { explainError } from './explain-error.ts';
import type { Program } from './program.ts';
import { runCommandLine } from './program.ts';

/** Loaded one at a time: a second's start must not pay for what another command imports. */
const PROGRAMS: Record<string, () => Promise<Program>> = {
  start: async () => (await import('./start.ts')).startProgram,
  demo: async () => (await import('./demo/demo-program.ts')).demoProgram,
  video: async () => (await import('./video/video-program.ts')).videoProgram,
  test: async () => (await import('./check/test-program.ts')).testProgram,
  'test:full': async () => (await import('./check/test-program.ts')).fullTestProgram,
  'test:breaks': async () => (await import('./check/test-program.ts')).breaksProgram,
  soak: async () => (await import('./check/test-program.ts')).soakProgram,
};

async function main(argv: readonly string[]): Promise<number> {
  const [name = '', ...rest] = argv;
  const load = PROGRAMS[name];
  if (load === undefined) {
    const known = Object.keys(PROGRAMS).join(', ');
    throw new Problem(`There is no command "${name}": give one of ${known}.`, { exitCode: 2 });
  }
  const args = rest[0] === '--' ? rest.slice(1) : rest;
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  return runCommandLine(await load(), readConfig(root), args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  reportFatal(explainError(error));
}
