import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TENANT_NAME } from '../domain/keys.ts';
import type { TemporalSettings } from '../temporal/connection.ts';
import { temporalSettings } from '../temporal/connection.ts';
import { cacheDir } from './cache-dir.ts';
import { ConfigError } from './config-error.ts';
import { Secret } from './rows/installation.ts';
import type { Environment, SettingsOf } from './settings.ts';

export interface ApiKey {
  tenant: string;
  key: string;
}

/** What API and workers of one installation must read alike, or they would work on different worlds. */
export interface Installation {
  dataDir: string;
  cacheDir: string;
  /** Signs the tokens of webhooks. */
  secret: string;
  /** None: open, as the tenant `default`. */
  keys: ApiKey[];
  /** All tenants whose videos may be looked up by id alone. */
  tenants: string[];
  store: { location: string; emulatorHost?: string };
  /** As it stands in the setting; the generators' catalogue reads it. */
  videoServers: string;
  temporal: TemporalSettings;
  /** Base of the collector that traces are sent to; null: none are made. */
  tracesTo: string | null;
}

const CHECKOUT = resolve(import.meta.dirname, '..');

type Shared = Omit<SettingsOf<'A'>, Exclude<keyof SettingsOf<'A'>, keyof SettingsOf<'W'>>>;

/** @throws ConfigError naming the first setting that cannot be used. */
export function readInstallation(set: Shared, env: Environment): Installation {
  const keys = readKeys(set.PROMPTREEL_API_KEYS);
  const dataDir = resolve(set.PROMPTREEL_DATA_DIR ?? join(CHECKOUT, '.promptreel'));
  const emulatorHost = set.STORAGE_EMULATOR_HOST;
  const named = [...keys.map(({ tenant }) => tenant), ...set.PROMPTREEL_TENANTS];
  if (set.PROMPTREEL_VIDEO_SERVERS === undefined) {
    throw new ConfigError(
      'PROMPTREEL_VIDEO_SERVERS must name at least one video server (npm start sets it).',
    );
  }
  return {
    dataDir,
    cacheDir: cacheDir(set.PROMPTREEL_CACHE_DIR, env),
    secret: readSecret(set.PROMPTREEL_SECRET, dataDir),
    keys,
    tenants: [...new Set(['default', ...named])],
    store: {
      location: set.PROMPTREEL_STORE ?? `file:${join(dataDir, 'objects')}`,
      ...(emulatorHost === undefined ? {} : { emulatorHost }),
    },
    videoServers: set.PROMPTREEL_VIDEO_SERVERS,
    temporal: { ...readTemporal(env), payloadKeys: set.PROMPTREEL_PAYLOAD_KEYS },
    tracesTo: set.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
  };
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
  if (configured !== undefined) return configured;
  const path = join(dataDir, 'secret');
  const kept = Secret.safeParse(existsSync(path) ? readFileSync(path, 'utf8').trim() : '');
  if (kept.success) return kept.data;
  throw new ConfigError(`PROMPTREEL_SECRET ${kept.error.issues[0]?.message}.`);
}

function readTemporal(env: Environment): TemporalSettings {
  try {
    return temporalSettings(env);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`Temporal's configuration cannot be read: ${reason}`, { cause });
  }
}
