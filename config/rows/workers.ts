import { availableParallelism } from 'node:os';
import * as z from 'zod';
import { LOG_LEVELS } from '../../telemetry/log-levels.ts';
import type { Setting } from '../setting.ts';
import { commaList, count, port, text } from '../setting.ts';

export const WORKER_ROLES = ['all', 'workflow', 'io', 'media'] as const;
const ROLES_LIST = WORKER_ROLES.join(', ');

const role = z.enum(WORKER_ROLES, { error: `must be all, ${WORKER_ROLES.slice(1).join(', ')}` });
const ROLES_FAULT = `must be a comma list of ${ROLES_LIST}, each once`;

const roles = commaList
  .pipe(z.array(z.enum(WORKER_ROLES, ROLES_FAULT)).min(1, ROLES_FAULT))
  .refine((names) => new Set(names).size === names.length, ROLES_FAULT)
  .transform((names) => WORKER_ROLES.filter((name) => names.includes(name)));

const VERSION_FAULT = 'must be <deployment>/<build id>, with ,pinned if that is wanted';
const versioning = z
  .string()
  .regex(/^[\w-]+\/[\w.-]+(,pinned)?$/, VERSION_FAULT)
  .transform((set) => {
    const [version = '', pinned] = set.split(',');
    const [deploymentName = '', buildId = ''] = version.split('/');
    return { deploymentName, buildId, pinned: pinned !== undefined };
  });
const SANDBOXES = ['auto', 'required', 'off'] as const;

const SECONDS_FAULT = 'must be a number of seconds';

/** What worker processes do and how they stop. */
export const WORKER_ROWS = {
  PROMPTREEL_WORKERS: {
    parts: 'S',
    schema: roles,
    fallback: 'all',
    means: 'worker processes to start: comma list of `all`, `workflow`, `io`, `media`',
  },
  PROMPTREEL_WORKER_ROLE: {
    parts: 'W',
    schema: role,
    fallback: 'all',
    means: 'what this process polls for; set by the stack',
  },
  PROMPTREEL_WORKER_HOST: {
    parts: 'W',
    schema: text.unwrap(),
    fallback: '127.0.0.1',
    means: 'where `/healthz` and `/metrics` are served',
  },
  PROMPTREEL_WORKER_PORT: {
    parts: 'W',
    schema: port,
    fallback: '0',
    otherwise: 'any free one; the stack gives 9464 or the next',
    means: 'the same',
  },
  PROMPTREEL_WORKER_GRACE_SECONDS: {
    parts: 'W',
    schema: count('seconds'),
    fallback: '10',
    means: 'what running activities get after SIGTERM; then they are cancelled, with 10 s to stop',
  },
  PROMPTREEL_WORKER_VERSIONING: {
    parts: 'W',
    schema: versioning.optional(),
    otherwise: 'none: not versioned',
    means:
      '`<deployment>/<build id>`, with `,pinned` when runs stay on the version that they began on. [How](docs/operating.md#versions-side-by-side)',
  },
  PROMPTREEL_MEDIA_SLOTS: {
    parts: 'W',
    schema: count('media activities at a time'),
    // Encoders use every core themselves; two at a time keep them busy through each other's
    // single-threaded parts.
    fallback: String(Math.max(2, Math.floor(availableParallelism() / 2))),
    otherwise: 'half the cores, at least 2',
    means: 'ffmpeg activities at a time',
  },
  PROMPTREEL_MAX_TAKE_MB: {
    parts: 'W',
    schema: count('megabytes'),
    fallback: '1000',
    means: 'a larger take is refused',
  },
  PROMPTREEL_SCRATCH_DIR: {
    parts: 'W',
    schema: text,
    otherwise: '`<data dir>/scratch`',
    means: "working copies of media activities; swept at a worker's start",
  },
  PROMPTREEL_SANDBOX: {
    parts: 'W',
    schema: z.enum(SANDBOXES, { error: `must be one of ${SANDBOXES.join(', ')}` }),
    fallback: 'auto',
    otherwise: '`auto`',
    means:
      '`auto`, `required` or `off`: run ffmpeg in bubblewrap or `unshare` where that works, only so, or never',
  },
  PROMPTREEL_STOP_GRACE: {
    parts: 'S',
    schema: z
      .string()
      .regex(/^\d+(\.\d+)?$/, SECONDS_FAULT)
      .transform(Number),
    fallback: '20',
    means: 'seconds the supervisor gives a worker to drain before it is killed',
  },
  PROMPTREEL_LOG_LEVEL: {
    parts: 'AW',
    schema: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }),
    fallback: 'info',
    otherwise: '`info`',
    means: LOG_LEVELS.map((level) => `\`${level}\``).join(', '),
  },
} as const satisfies Record<string, Setting>;
