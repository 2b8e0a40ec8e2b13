import { createHash } from 'node:crypto';
import { accessSync, constants, statSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { Problem } from './early/problem.mjs';

const WORKER_ROLES = ['all', 'workflow', 'io', 'media'] as const;
export type WorkerRole = (typeof WORKER_ROLES)[number];

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
  workerRoles: WorkerRole[];
  /** How long a worker may take to finish what it is doing, in milliseconds. */
  stopGraceMs: number;
  apiKey: string | undefined;
  /** What children inherit beside the settings above. */
  inherited: NodeJS.ProcessEnv;
}

function isWritableFolder(dir: string): boolean {
  try {
    accessSync(dir, constants.W_OK);
    return statSync(dir).isDirectory();
  } catch {
    return false;
  }
}

/** CI and containers run without HOME or with one that nobody may write to. */
function defaultCacheDir(env: NodeJS.ProcessEnv): string {
  if (env.XDG_CACHE_HOME && isAbsolute(env.XDG_CACHE_HOME)) {
    return join(env.XDG_CACHE_HOME, 'promptreel');
  }
  const home = env.HOME ?? homedir();
  if (!isWritableFolder(home)) return join(tmpdir(), `promptreel-cache-${userInfo().uid}`);
  const caches = process.platform === 'darwin' ? join('Library', 'Caches') : '.cache';
  return join(home, caches, 'promptreel');
}

function readPort(env: NodeJS.ProcessEnv): StackConfig['port'] {
  const asked = env.PROMPTREEL_PORT;
  if (asked === undefined || asked === '') return { number: 8787, askedFor: false };
  const number = Number(asked);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    throw new Problem(`PROMPTREEL_PORT is "${asked}": it must be a port number, 1 to 65535.`);
  }
  return { number, askedFor: true };
}

function readRoles(env: NodeJS.ProcessEnv): WorkerRole[] {
  const names = (env.PROMPTREEL_WORKERS ?? 'all').split(',').map((name) => name.trim());
  const roles = WORKER_ROLES.filter((role) => names.includes(role));
  if (roles.length === new Set(names).size) return roles;
  throw new Problem(
    `PROMPTREEL_WORKERS is "${env.PROMPTREEL_WORKERS}": give a comma list of ${WORKER_ROLES.join(', ')}.`,
  );
}

function readGrace(env: NodeJS.ProcessEnv): number {
  const seconds = Number(env.PROMPTREEL_STOP_GRACE ?? 20);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000;
  throw new Problem(
    `PROMPTREEL_STOP_GRACE is "${env.PROMPTREEL_STOP_GRACE}": give a number of seconds.`,
  );
}

/**
 * The address that Temporal's own environment configuration names. A profile counts only when it is
 * asked for by name or by file: `npm run demo` must not reach into the cloud account that happens to
 * be somebody's default profile.
 */
function readTemporalAddress(env: NodeJS.ProcessEnv): string | undefined {
  if (env.TEMPORAL_ADDRESS) return env.TEMPORAL_ADDRESS;
  if (!env.TEMPORAL_PROFILE && !env.TEMPORAL_CONFIG_FILE) return undefined;
  try {
    return loadClientConnectConfig().connectionOptions.address;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Problem(`Temporal's configuration cannot be read: ${reason}`, { cause });
  }
}

function readStore(env: NodeJS.ProcessEnv, dataDir: string): string {
  const asked = env.PROMPTREEL_STORE;
  if (!asked) return `file:${join(dataDir, 'objects')}`;
  // Children do not run in the caller's directory.
  if (asked.startsWith('file:') && !asked.startsWith('file://')) {
    return `file:${resolve(asked.slice('file:'.length))}`;
  }
  return asked;
}

/** The key this machine's own clients use: the one given, else the first that the API accepts. */
function readApiKey(env: NodeJS.ProcessEnv): string | undefined {
  if (env.PROMPTREEL_API_KEY) return env.PROMPTREEL_API_KEY;
  const first = env.PROMPTREEL_API_KEYS?.split(',')[0]?.trim();
  return first ? first.slice(first.indexOf(':') + 1) : undefined;
}

/** @throws Problem when a setting cannot be used. */
export function readConfig(root: string, env: NodeJS.ProcessEnv = process.env): StackConfig {
  const dataDir = resolve(root, env.PROMPTREEL_DATA_DIR || '.promptreel');
  return {
    root,
    programs: root,
    dataDir,
    cacheDir: env.PROMPTREEL_CACHE_DIR ? resolve(env.PROMPTREEL_CACHE_DIR) : defaultCacheDir(env),
    host: env.PROMPTREEL_HOST || '127.0.0.1',
    port: readPort(env),
    publicUrl: env.PROMPTREEL_PUBLIC_URL || undefined,
    secret: env.PROMPTREEL_SECRET || undefined,
    store: readStore(env, dataDir),
    storageEmulator: env.STORAGE_EMULATOR_HOST || undefined,
    videoServers: env.PROMPTREEL_VIDEO_SERVERS || undefined,
    temporalAddress: readTemporalAddress(env),
    temporalNamespace: env.TEMPORAL_NAMESPACE || 'default',
    temporalUi: env.PROMPTREEL_TEMPORAL_UI || undefined,
    workerRoles: readRoles(env),
    stopGraceMs: readGrace(env),
    apiKey: readApiKey(env),
    inherited: { ...env, HOME: env.HOME ?? homedir() },
  };
}

/** Short and stable: names what belongs to one data directory in places shared by all of them. */
export function dataDirMark(dataDir: string): string {
  return createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
}
