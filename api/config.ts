import { isIP } from 'node:net';
import * as z from 'zod';
import type { ModelCatalog } from '../providers/generators/default-model.ts';
import { openModelCatalog } from '../providers/generators/default-model.ts';
import type { LogLevel } from '../telemetry/log.ts';
import { LOG_LEVELS } from '../telemetry/log.ts';
import type { Installation } from '../config/installation.ts';
import { ConfigError, readInstallation, readSettings } from '../config/installation.ts';

/** Everything that the API reads from its environment, resolved and checked. */
export interface ApiConfig extends Installation {
  host: string;
  port: number;
  /** Without a slash at the end. Null: from the address that is listened on. */
  publicUrl: string | null;
  models: ModelCatalog;
  /** Base of the Temporal UI, for the links that operators follow. */
  temporalUi: string | null;
  logLevel: LogLevel;
}

const url = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });
const PORT = 'must be a port number, 0 to 65535';

const Settings = z.object({
  PROMPTREEL_HOST: z.string().default('127.0.0.1'),
  PROMPTREEL_PORT: z.coerce
    .number({ error: PORT })
    .int(PORT)
    .min(0, PORT)
    .max(65_535, PORT)
    .default(8787),
  PROMPTREEL_PUBLIC_URL: url.optional(),
  PROMPTREEL_VIDEO_SERVERS: z.string({
    error: 'must name at least one video server (npm start sets it)',
  }),
  PROMPTREEL_TEMPORAL_UI: url.optional(),
  PROMPTREEL_LOG_LEVEL: z
    .enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` })
    .default('info'),
});

/** @throws ConfigError naming the first setting that cannot be used. */
export function readApiConfig(env: NodeJS.ProcessEnv = process.env): ApiConfig {
  const set = readSettings(Settings, env);
  const installation = readInstallation(env);
  if (installation.keys.length === 0 && !isLoopback(set.PROMPTREEL_HOST)) {
    throw new ConfigError(
      `PROMPTREEL_HOST is ${set.PROMPTREEL_HOST}, which others can reach: set PROMPTREEL_API_KEYS, or listen on 127.0.0.1.`,
    );
  }
  return {
    ...installation,
    host: set.PROMPTREEL_HOST,
    port: set.PROMPTREEL_PORT,
    publicUrl: set.PROMPTREEL_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    models: readModels(set.PROMPTREEL_VIDEO_SERVERS, env),
    temporalUi: set.PROMPTREEL_TEMPORAL_UI?.replace(/\/+$/, '') ?? null,
    logLevel: set.PROMPTREEL_LOG_LEVEL,
  };
}

function readModels(list: string, env: NodeJS.ProcessEnv): ModelCatalog {
  try {
    return openModelCatalog(list, (name) => env[name]);
  } catch (cause) {
    throw new ConfigError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Names other than `localhost` may resolve to anything, so they count as reachable. */
function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}
