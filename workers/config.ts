import { join } from 'node:path';
import { readAccounts } from '../config/accounts.ts';
import type { Installation } from '../config/installation.ts';
import { readInstallation } from '../config/installation.ts';
import type { Account } from '../domain/models/account.ts';
import { hostOf } from '../domain/models/account.ts';
import type { Environment } from '../config/settings.ts';
import { environment, namedSettings, readSettings } from '../config/settings.ts';
import type { SandboxSetting } from '../media/ffmpeg/sandbox.ts';
import type { LogLevel } from '../telemetry/log-levels.ts';

export type WorkerRole = 'workflow' | 'io' | 'media';

export interface WorkerConfig extends Installation {
  roles: WorkerRole[];
  /** As configured: `all`, or one role. */
  name: string;
  /** Where health and metrics are served. */
  host: string;
  port: number;
  accounts: Account[];
  /** `host:port` of the accounts, which may be reached though they are not public. */
  accountHosts: string[];
  /** Further ones, for media and for links that callers give. */
  allowHosts: string[];
  hookUrl: string | null;
  scratchRoot: string;
  /** As what version this worker polls; null: not versioned. */
  versioning: { deploymentName: string; buildId: string; pinned: boolean } | null;
  /** Whether ffmpeg must, may or must not run in a sandbox. */
  sandbox: SandboxSetting;
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
  const accounts = readAccounts(installation.videoServers, namedSettings(env));
  return {
    ...installation,
    roles: set.PROMPTREEL_WORKER_ROLE === 'all' ? [...ROLES] : [set.PROMPTREEL_WORKER_ROLE],
    name: set.PROMPTREEL_WORKER_ROLE,
    host: set.PROMPTREEL_WORKER_HOST,
    port: set.PROMPTREEL_WORKER_PORT,
    accounts,
    accountHosts: accounts.map(hostOf),
    allowHosts: set.PROMPTREEL_ALLOW_HOSTS,
    hookUrl: set.PROMPTREEL_HOOK_URL ?? null,
    scratchRoot: set.PROMPTREEL_SCRATCH_DIR ?? join(installation.dataDir, 'scratch'),
    versioning: set.PROMPTREEL_WORKER_VERSIONING ?? null,
    sandbox: set.PROMPTREEL_SANDBOX,
    mediaSlots: set.PROMPTREEL_MEDIA_SLOTS,
    maxTakeBytes: set.PROMPTREEL_MAX_TAKE_MB * 1_000_000,
    graceMs: set.PROMPTREEL_WORKER_GRACE_SECONDS * 1_000,
    logLevel: set.PROMPTREEL_LOG_LEVEL,
  };
}
