import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { TENANT_NAME } from '../domain/keys.ts';
import type { TemporalSettings } from '../temporal/connection.ts';
import { temporalSettings } from '../temporal/connection.ts';

export interface ApiKey {
  tenant: string;
  key: string;
}

/** What API and workers of one installation must read alike, or they would work on different worlds. */
export interface Installation {
  dataDir: string;
  cacheDir: string;
  /** Signs doorbell tokens. */
  secret: string;
  /** None: open, as the tenant `default`. */
  keys: ApiKey[];
  /** All tenants whose videos may be looked up by id alone. */
  tenants: string[];
  store: { location: string; emulatorHost?: string };
  /** As it stands in the setting; the generators' catalogue reads it. */
  videoServers: string | undefined;
  temporal: TemporalSettings;
}

/** A setting that cannot be used; the message is one sentence for whoever set it. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

type Environment = Record<string, string | undefined>;

const CHECKOUT = resolve(import.meta.dirname, '..');
/** Shorter ones can be guessed, and with them doorbell tokens. */
const SECRET_LENGTH = 16;

const Settings = z.object({
  PROMPTREEL_DATA_DIR: z.string().default(join(CHECKOUT, '.promptreel')),
  PROMPTREEL_CACHE_DIR: z.string().optional(),
  PROMPTREEL_SECRET: z.string().optional(),
  PROMPTREEL_API_KEYS: z.string().optional(),
  PROMPTREEL_STORE: z
    .string()
    .regex(/^(file:.+|gs:\/\/.+)$/, 'must be file:<directory> or gs://bucket/prefix')
    .optional(),
  STORAGE_EMULATOR_HOST: z.string().optional(),
  PROMPTREEL_VIDEO_SERVERS: z.string().optional(),
});

/** @throws ConfigError naming the first setting that cannot be used. */
export function readInstallation(env: Environment): Installation {
  const set = readSettings(Settings, env);
  const keys = readKeys(set.PROMPTREEL_API_KEYS);
  const dataDir = resolve(set.PROMPTREEL_DATA_DIR);
  const emulatorHost = set.STORAGE_EMULATOR_HOST;
  return {
    dataDir,
    cacheDir: set.PROMPTREEL_CACHE_DIR ?? join(homedir(), '.cache', 'promptreel'),
    secret: readSecret(set.PROMPTREEL_SECRET, dataDir),
    keys,
    tenants: [...new Set(['default', ...keys.map(({ tenant }) => tenant)])],
    store: {
      location: set.PROMPTREEL_STORE ?? `file:${join(dataDir, 'objects')}`,
      ...(emulatorHost === undefined ? {} : { emulatorHost }),
    },
    videoServers: set.PROMPTREEL_VIDEO_SERVERS,
    temporal: readTemporal(env),
  };
}

/** Checks the settings of one schema. @throws ConfigError naming the first that cannot be used. */
export function readSettings<T>(schema: z.ZodType<T>, env: Environment): T {
  // An empty setting is how a compose file says "not set".
  const present = Object.entries(env).filter(([, value]) => value !== undefined && value !== '');
  const parsed = schema.safeParse(Object.fromEntries(present));
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new ConfigError(`${first?.path.join('.')} ${first?.message}.`);
}

function readKeys(list: string | undefined): ApiKey[] {
  const pairs = (list ?? '').split(',').filter((pair) => pair.trim() !== '');
  return pairs.map((pair, index) => {
    const [tenant = '', ...rest] = pair.trim().split(':');
    const key = rest.join(':');
    if (!TENANT_NAME.test(tenant) || key === '') {
      // The entry itself holds a key, so it is told by its place.
      throw new ConfigError(
        `PROMPTREEL_API_KEYS must be a comma list of tenant:key, with tenants of a-z, 0-9 and hyphens; entry ${index + 1} is not.`,
      );
    }
    return { tenant, key };
  });
}

function readSecret(configured: string | undefined, dataDir: string): string {
  const path = join(dataDir, 'secret');
  const secret = configured ?? (existsSync(path) ? readFileSync(path, 'utf8').trim() : '');
  if (secret.length >= SECRET_LENGTH) return secret;
  throw new ConfigError(
    `PROMPTREEL_SECRET must have at least ${SECRET_LENGTH} characters (npm start makes one in the data directory).`,
  );
}

function readTemporal(env: Environment): TemporalSettings {
  try {
    return temporalSettings(env);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`Temporal's configuration cannot be read: ${reason}`, { cause });
  }
}
