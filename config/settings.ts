import type * as z from 'zod';
import { ConfigError } from './config-error.ts';
import { API_ROWS } from './rows/api.ts';
import { GENERATOR_ROWS } from './rows/generators.ts';
import { INSTALLATION_ROWS } from './rows/installation.ts';
import { TELEMETRY_ROWS } from './rows/telemetry.ts';
import { TEMPORAL_ROWS } from './rows/temporal.ts';
import { WORKER_ROWS } from './rows/workers.ts';
import type { SettingReader, Setting } from './setting.ts';

/**
 * Every setting there is. The readers' types, the README's table, what `--help` lists and what the
 * compose file may set all come from here: a new setting is a new row, read as `set.NAME`.
 */
const TABLE = {
  ...INSTALLATION_ROWS,
  ...API_ROWS,
  ...GENERATOR_ROWS,
  ...WORKER_ROWS,
  ...TEMPORAL_ROWS,
  ...TELEMETRY_ROWS,
} satisfies Record<string, Setting>;

export const SETTINGS: Record<string, Setting> = TABLE;

export type Environment = Record<string, string | undefined>;

/** The process's own; nothing else of ours looks at it. */
export function environment(): Environment {
  return process.env;
}

type Table = typeof TABLE;
type ReadBy<P extends SettingReader> = {
  [Name in keyof Table]: Table[Name]['parts'] extends `${string}${P}${string}` ? Name : never;
}[keyof Table];

export type SettingsOf<P extends SettingReader> = {
  [N in ReadBy<P>]: z.output<Table[N]['schema']>;
};

/**
 * The settings of one part, checked, defaults filled in. An empty one is not set: so a compose file
 * says it.
 *
 * @throws ConfigError naming the first that cannot be used
 */
export function readSettings<P extends SettingReader>(part: P, env: Environment): SettingsOf<P>;
export function readSettings(part: SettingReader, env: Environment): Record<string, unknown> {
  const rows = Object.entries(SETTINGS).filter(([, { parts }]) => parts.includes(part));
  return Object.fromEntries(rows.map(([name, row]) => [name, readSetting(name, row, env)]));
}

function readSetting(name: string, { schema, fallback }: Setting, env: Environment): unknown {
  const parsed = schema.safeParse(env[name] || fallback);
  if (parsed.success) return parsed.data;
  throw new ConfigError(`${name} ${parsed.error.issues[0]?.message}.`);
}

/**
 * Reads what is set per server or account, the rows with `<NAME>` in them. Any other name is a
 * mistake of ours: it would be a setting that nobody can find.
 */
export function namedSettings(env: Environment): (name: string) => string | undefined {
  return (name) => {
    if (rowOf(name) === undefined) throw new Error(`${name} has no row in the table of settings.`);
    return env[name] || undefined;
  };
}

/** The row of a setting, also of one whose name holds the name of a server. */
export function rowOf(name: string): Setting | undefined {
  return SETTINGS[name] ?? FAMILIES.find(({ pattern }) => pattern.test(name))?.row;
}

const FAMILIES = Object.entries(SETTINGS)
  .filter(([name]) => name.includes('<'))
  .map(([name, row]) => ({
    pattern: new RegExp(`^${name.replace(/<[^>]*>/, '[A-Z0-9_]+')}$`),
    row,
  }));
