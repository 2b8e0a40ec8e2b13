import { join } from 'node:path';
import { ConfigError } from '../config/config-error.ts';
import type { Installation } from '../config/installation.ts';
import { readInstallation } from '../config/installation.ts';
import type { Environment } from '../config/settings.ts';
import { environment, namedSettings, readSettings } from '../config/settings.ts';
import type { ServerConfig } from '../providers/generators/openai-videos/server-config.ts';
import { parseVideoServers } from '../providers/generators/openai-videos/server-list.ts';
import type { LogLevel } from '../telemetry/log-levels.ts';

export type WorkerRole = 'workflow' | 'io' | 'media';

export interface WorkerConfig extends Installation {
  roles: WorkerRole[];
  /** As configured: `all`, or one role. */
  name: string;
  /** Where health and metrics are served. */
  host: string;
  port: number;
  servers: ServerConfig[];
  /** `host:port` of the video servers, which may be reached though they are not public. */
  serverHosts: string[];
  /** Further ones, for media and for links that callers give. */
  allowHosts: string[];
  hookUrl: string | null;
  scratchRoot: string;
  mediaSlots: number;
  maxTakeBytes: number;
  /** Milliseconds that running activities get when the worker is told to stop. */
  graceMs: number;
  logLevel: LogLevel;
}

const ROLES = ['workflow', 'io', 'media'] as const;

/** @throws ConfigError naming the first setting that cannot be used. */
export function readWorkerConfig(env: Environment = environment()): WorkerConfig {
  const set = readSettings('W', env);
  const installation = readInstallation(set, env);
  const servers = readServers(installation.videoServers, env);
  return {
    ...installation,
    roles: set.PROMPTREEL_WORKER_ROLE === 'all' ? [...ROLES] : [set.PROMPTREEL_WORKER_ROLE],
    name: set.PROMPTREEL_WORKER_ROLE,
    host: set.PROMPTREEL_WORKER_HOST,
    port: set.PROMPTREEL_WORKER_PORT,
    servers,
    serverHosts: servers.map(({ baseUrl }) => hostAndPort(baseUrl)),
    allowHosts: set.PROMPTREEL_ALLOW_HOSTS,
    hookUrl: set.PROMPTREEL_HOOK_URL ?? null,
    scratchRoot: set.PROMPTREEL_SCRATCH_DIR ?? join(installation.dataDir, 'scratch'),
    mediaSlots: set.PROMPTREEL_MEDIA_SLOTS,
    maxTakeBytes: set.PROMPTREEL_MAX_TAKE_MB * 1_000_000,
    graceMs: set.PROMPTREEL_WORKER_GRACE_SECONDS * 1_000,
    logLevel: set.PROMPTREEL_LOG_LEVEL,
  };
}

function readServers(list: string, env: Environment): ServerConfig[] {
  try {
    return parseVideoServers(list, namedSettings(env));
  } catch (cause) {
    throw new ConfigError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function hostAndPort(baseUrl: string): string {
  const { hostname, port, protocol } = new URL(baseUrl);
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}
