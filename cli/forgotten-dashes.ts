import type { Command } from 'commander';
import { Problem } from '../stack/early/problem.mjs';

/** Settings of npm's own under the same name: that they are set proves nothing. */
const OF_NPM = new Set(['json', 'key', 'help']);

/**
 * Without `--` npm takes the options for itself, hands on their values as words, and leaves the options
 * in its environment: `npm run demo "a cat" --duration 1` would make a video of "a cat 1".
 * @throws Problem, exit status 2, with the line as it was meant.
 */
export function refuseForgottenDashes(
  command: Command,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): void {
  const all = [command, ...command.commands].flatMap((each) => each.options);
  const names = [...new Set(all.map((option) => option.long?.slice(2) ?? ''))];
  const swallowed = names.filter(
    (name) => name !== '' && !OF_NPM.has(name) && env[variable(name)] !== undefined,
  );
  if (swallowed.length === 0) return;
  const options = swallowed.map((name) => `--${name}`).join(' and ');
  const words = args.filter((word) => word !== '--').map((word) => quote(word));
  throw new Problem(
    `npm kept ${options} for itself. Did you forget "--"? Write: ${command.name()} -- ${words[0] ?? '…'} ${swallowed.map((name) => `--${name} …`).join(' ')}`,
    { exitCode: 2 },
  );
}

const variable = (option: string): string => `npm_config_${option.replaceAll('-', '_')}`;

const quote = (word: string): string => (/[\s"]/.test(word) ? JSON.stringify(word) : word);
