import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { LogLevel } from '../telemetry/log.ts';
import { LOG_LEVELS } from '../telemetry/log.ts';
import type { ServerConfig } from '../providers/generators/openai-videos/server-config.ts';
import { parseVideoServers } from '../providers/generators/openai-videos/server-list.ts';
import type { Installation } from '../config/installation.ts';
import { ConfigError, readInstallation, readSettings } from '../config/installation.ts';

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
const positive = (name: string) =>
  z.coerce
    .number({ error: `must be a number: ${name}` })
    .int()
    .min(1);

const Settings = z.object({
  PROMPTREEL_WORKER_ROLE: z
    .enum(['all', ...ROLES], { error: `must be all, ${ROLES.join(', ')}` })
    .default('all'),
  PROMPTREEL_WORKER_HOST: z.string().default('127.0.0.1'),
  PROMPTREEL_WORKER_PORT: z.coerce
    .number({ error: 'must be a port number' })
    .int()
    .min(0)
    .max(65_535)
    .default(0),
  PROMPTREEL_VIDEO_SERVERS: z.string({
    error: 'must name at least one video server (npm start sets it)',
  }),
  PROMPTREEL_ALLOW_HOSTS: z.string().default(''),
  PROMPTREEL_HOOK_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .optional(),
  PROMPTREEL_SCRATCH_DIR: z.string().optional(),
  // Encoders use every core themselves; two at a time keep them busy through each other's single-threaded parts.
  PROMPTREEL_MEDIA_SLOTS: positive('media activities at a time').default(
    Math.max(2, availableParallelism() / 2),
  ),
  PROMPTREEL_MAX_TAKE_MB: positive('megabytes').default(1_000),
  PROMPTREEL_WORKER_GRACE_SECONDS: positive('seconds').default(10),
  PROMPTREEL_LOG_LEVEL: z
    .enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` })
    .default('info'),
});

/** @throws ConfigError naming the first setting that cannot be used. */
export function readWorkerConfig(env: NodeJS.ProcessEnv = process.env): WorkerConfig {
  const set = readSettings(Settings, env);
  const installation = readInstallation(env);
  const servers = readServers(set.PROMPTREEL_VIDEO_SERVERS, env);
  const extra = set.PROMPTREEL_ALLOW_HOSTS.split(',').map((entry) => entry.trim());
  return {
    ...installation,
    roles: set.PROMPTREEL_WORKER_ROLE === 'all' ? [...ROLES] : [set.PROMPTREEL_WORKER_ROLE],
    name: set.PROMPTREEL_WORKER_ROLE,
    host: set.PROMPTREEL_WORKER_HOST,
    port: set.PROMPTREEL_WORKER_PORT,
    servers,
    serverHosts: servers.map(({ baseUrl }) => hostAndPort(baseUrl)),
    allowHosts: extra.filter(Boolean),
    hookUrl: set.PROMPTREEL_HOOK_URL?.replace(/\/+$/, '') ?? null,
    scratchRoot: set.PROMPTREEL_SCRATCH_DIR ?? join(installation.dataDir, 'scratch'),
    mediaSlots: set.PROMPTREEL_MEDIA_SLOTS,
    maxTakeBytes: set.PROMPTREEL_MAX_TAKE_MB * 1_000_000,
    graceMs: set.PROMPTREEL_WORKER_GRACE_SECONDS * 1_000,
    logLevel: set.PROMPTREEL_LOG_LEVEL,
  };
}

function readServers(list: string, env: NodeJS.ProcessEnv): ServerConfig[] {
  try {
    return parseVideoServers(list, (name) => env[name]);
  } catch (cause) {
    throw new ConfigError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function hostAndPort(baseUrl: string): string {
  const { hostname, port, protocol } = new URL(baseUrl);
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}
