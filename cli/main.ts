import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StackConfig } from '../stack/config.ts';
import { readConfig } from '../stack/config.ts';
import { Problem, reportFatal } from '../stack/early/problem.mjs';

type Command = (config: StackConfig, args: readonly string[]) => Promise<number>;

/** Loaded one at a time: a second's start must not pay for what another command imports. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  start: async () => (await import('./start.ts')).runStart,
  demo: async () => (await import('./demo/demo.ts')).runDemo,
  video: async () => (await import('./video/video-command.ts')).runVideoCommand,
  test: async () => (await import('./check/test-command.ts')).runTestCommand,
  'test:full': async () => (await import('./check/test-command.ts')).runFullTestCommand,
  'test:breaks': async () => (await import('./check/test-command.ts')).runBreaksCommand,
  soak: async () => (await import('./check/test-command.ts')).runSoakCommand,
};

async function main(argv: readonly string[]): Promise<number> {
  const [name = '', ...rest] = argv;
  const load = COMMANDS[name];
  if (load === undefined) {
    const known = Object.keys(COMMANDS).join(', ');
    throw new Problem(`There is no command "${name}": give one of ${known}.`, { exitCode: 2 });
  }
  const args = rest[0] === '--' ? rest.slice(1) : rest;
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const command = await load();
  return command(readConfig(root), args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  reportFatal(error);
}
