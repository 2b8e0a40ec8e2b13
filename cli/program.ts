import { Command, CommanderError } from 'commander';
import type { StackConfig } from '../stack/config.ts';
import { Problem } from '../stack/early/problem.mjs';
import { refuseForgottenDashes } from './forgotten-dashes.ts';

/** What one npm script runs: it is told the settings, and tells through `end` how it ended. */
export type Program = (config: StackConfig, end: (status: number) => void) => Command;

/** Exit status for a command line that cannot be understood. */
const MISUSE = 2;

/** A command whose faults are thrown instead of printed, so that each is told once. */
export function createCommand(name: string, summary: string): Command {
  return new Command(name)
    .description(summary)
    .helpOption('--help', 'show this')
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .allowExcessArguments(false);
}

/** Runs a command line. @throws Problem, exit status 2, naming what cannot be used. */
export async function runCommandLine(
  program: Program,
  config: StackConfig,
  args: readonly string[],
): Promise<number> {
  let status = 0;
  const command = program(config, (ended) => {
    status = ended;
  });
  refuseForgottenDashes(command, args, config.inherited);
  try {
    await command.parseAsync([...args], { from: 'user' });
    return status;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    // Nothing was asked for at all: the help has been shown.
    if (error.code === 'commander.help') return MISUSE;
    throw new Problem(sentence(error.message, command.name()), { exitCode: MISUSE, cause: error });
  }
}

function sentence(message: string, name: string): string {
  const plain = message.replace(/^error: /, '').replace(/\n/g, ' ');
  const first = plain.charAt(0).toUpperCase() + plain.slice(1);
  return `${/[.)?]$/.test(first) ? first : `${first}.`} See: ${name} -- --help`;
}
