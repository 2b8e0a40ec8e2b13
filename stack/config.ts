import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { cacheDir } from '../config/cache-dir.ts';
import { ConfigError } from '../config/config-error.ts';
import type { WORKER_ROLES } from '../config/rows/workers.ts';
import type { Environment, SettingsOf } from '../config/settings.ts';
import { environment, readSettings } from '../config/settings.ts';
import { Problem } from './early/problem.mjs';

/** As it is set: one role, or `all` of them. */
export type RoleSetting = (typeof WORKER_ROLES)[number];

/** Everything that set-up and supervisor read from the environment, resolved and checked. */
export interface StackConfig {
  root: string;
  /** Folder of the programs that are started as parts: the checkout. */
  programs: string;
  dataDir: string;
  cacheDir: string;
  host: string;
  port: { number: number; askedFor: boolean };
  publicUrl: string | undefined;
  secret: string | undefined;
  store: string;
  /** `STORAGE_EMULATOR_HOST`; `auto` makes the stack start an emulator of its own. */
  storageEmulator: string | undefined;
  /** Undefined: the local model server alone, started by the stack. */
  videoServers: string | undefined;
  /** Undefined: a dev server of our own. */
  temporalAddress: string | undefined;
  temporalNamespace: string;
  temporalUi: string | undefined;
  workerRoles: RoleSetting[];
  /** How long a worker may take to finish what it is doing, in milliseconds. */
  stopGraceMs: number;
  apiKey: string | undefined;
  /** What children inherit beside the settings above. */
  inherited: NodeJS.ProcessEnv;
}

type Settings = SettingsOf<'S'>;

function readStackSettings(env: Environment): Settings {
  try {
    return readSettings('S', env);
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    throw new Problem(cause.message, { cause });
  }
}

function readPort(set: Settings, env: Environment): StackConfig['port'] {
  const number = set.PROMPTREEL_PORT;
  if (number === 0)
    throw new Problem('PROMPTREEL_PORT is 0: it must be a port number, 1 to 65535.');
  return { number, askedFor: Boolean(env['PROMPTREEL_PORT']) };
}

/**
 * The address that Temporal's own environment configuration names. A profile counts only when it is
 * asked for by name or by file: `npm run demo` must not reach into the cloud account that happens to
 * be somebody's default profile.
 */
function readTemporalAddress(set: Settings): string | undefined {
  if (set.TEMPORAL_ADDRESS) return set.TEMPORAL_ADDRESS;
  if (!set.TEMPORAL_PROFILE && !set.TEMPORAL_CONFIG_FILE) return undefined;
  try {
    return loadClientConnectConfig().connectionOptions.address;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Problem(`Temporal's configuration cannot be read: ${reason}`, { cause });
  }
}

function readStore(asked: string | undefined, dataDir: string): string {
  if (asked === undefined) return `file:${join(dataDir, 'objects')}`;
  // Children do not run in the caller's directory.
  if (asked.startsWith('file:') && !asked.startsWith('file://')) {
    return `file:${resolve(asked.slice('file:'.length))}`;
  }
  return asked;
}

/** The key this machine's own clients use: the one given, else the first that the API accepts. */
function readApiKey(set: Settings): string | undefined {
  if (set.PROMPTREEL_API_KEY) return set.PROMPTREEL_API_KEY;
  const first = set.PROMPTREEL_API_KEYS?.split(',')[0]?.trim();
  return first ? first.slice(first.indexOf(':') + 1) : undefined;
}

/** @throws Problem when a setting cannot be used. */
export function readConfig(root: string, env: Environment = environment()): StackConfig {
  const set = readStackSettings(env);
  const dataDir = resolve(root, set.PROMPTREEL_DATA_DIR ?? '.promptreel');
  return {
    root,
    programs: root,
    dataDir,
    cacheDir: cacheDir(set.PROMPTREEL_CACHE_DIR, env),
    host: set.PROMPTREEL_HOST,
    port: readPort(set, env),
    publicUrl: set.PROMPTREEL_PUBLIC_URL,
    secret: set.PROMPTREEL_SECRET,
    store: readStore(set.PROMPTREEL_STORE, dataDir),
    storageEmulator: set.STORAGE_EMULATOR_HOST,
    videoServers: set.PROMPTREEL_VIDEO_SERVERS,
    temporalAddress: readTemporalAddress(set),
    temporalNamespace: set.TEMPORAL_NAMESPACE,
    temporalUi: set.PROMPTREEL_TEMPORAL_UI,
    workerRoles: set.PROMPTREEL_WORKERS,
    stopGraceMs: set.PROMPTREEL_STOP_GRACE * 1000,
    apiKey: readApiKey(set),
    inherited: { ...env, HOME: env['HOME'] ?? homedir() },
  };
}

/** Short and stable: names what belongs to one data directory in places shared by all of them. */
export function dataDirMark(dataDir: string): string {
  return createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
}
