import { isIP } from 'node:net';
import { readAccounts } from '../config/accounts.ts';
import { ConfigError } from '../config/config-error.ts';
import type { Installation } from '../config/installation.ts';
import { readInstallation } from '../config/installation.ts';
import type { TenantLimits } from '../config/rows/limits.ts';
import type { Environment, SettingsOf } from '../config/settings.ts';
import { environment, namedSettings, readSettings } from '../config/settings.ts';
import type { Account } from '../domain/models/account.ts';
import type { LogLevel } from '../telemetry/log-levels.ts';

/** Everything that the API reads from its environment, resolved and checked. */
export interface ApiConfig extends Installation {
  host: string;
  port: number;
  /** Without a slash at the end. Null: from the address that is listened on. */
  publicUrl: string | null;
  accounts: Account[];
  /** Base of the Temporal UI, for the links that operators follow. */
  temporalUi: string | null;
  /** Of whoever may read payloads through `/codec`; null: nobody. */
  operatorKey: string | null;
  logLevel: LogLevel;
  limits: TenantLimits;
}

/** @throws ConfigError naming the first setting that cannot be used. */
export function readApiConfig(env: Environment = environment()): ApiConfig {
  const set = readSettings('A', env);
  const installation = readInstallation(set, env);
  if (installation.keys.length === 0 && !isLoopback(set.PROMPTREEL_HOST)) {
    throw new ConfigError(
      `PROMPTREEL_HOST is ${set.PROMPTREEL_HOST}, which others can reach: set PROMPTREEL_API_KEYS, or listen on 127.0.0.1.`,
    );
  }
  refuseKnownSecrets(set, installation);
  return {
    ...installation,
    host: set.PROMPTREEL_HOST,
    port: set.PROMPTREEL_PORT,
    publicUrl: set.PROMPTREEL_PUBLIC_URL ?? null,
    accounts: readAccounts(installation.videoServers, namedSettings(env)),
    temporalUi: set.PROMPTREEL_TEMPORAL_UI ?? null,
    operatorKey: set.PROMPTREEL_OPERATOR_KEY ?? null,
    logLevel: set.PROMPTREEL_LOG_LEVEL,
    limits: set.PROMPTREEL_LIMITS,
  };
}

/** Names other than `localhost` may resolve to anything, so they count as reachable. */
function isLoopback(host: string): boolean {
  if (['localhost', '::1', '[::1]'].includes(host)) return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

/** Those of docker-compose.yml begin so: fine on one machine, and known to everybody. */
const KNOWN_SECRET = /^local-only-/;

function refuseKnownSecrets(
  { PROMPTREEL_PUBLIC_URL: publicUrl }: SettingsOf<'A'>,
  { secret, keys }: Installation,
): void {
  if (publicUrl === undefined || isLoopback(new URL(publicUrl).hostname)) return;
  const known = [
    ...(KNOWN_SECRET.test(secret) ? ['PROMPTREEL_SECRET'] : []),
    ...(keys.some(({ key }) => KNOWN_SECRET.test(key)) ? ['PROMPTREEL_API_KEYS'] : []),
  ];
  if (known.length === 0) return;
  throw new ConfigError(
    `PROMPTREEL_PUBLIC_URL is ${publicUrl}, which others can reach: set ${known.join(' and ')} to something that is not written in docker-compose.yml.`,
  );
}
