import * as z from 'zod';
import { TENANT_NAME } from '../../domain/keys.ts';
import type { Setting } from '../setting.ts';
import { commaList, text } from '../setting.ts';

/** Shorter ones can be guessed, and with them the addresses of our webhooks. */
const SECRET_LENGTH = 16;
const SECRET_FAULT = `must have at least ${SECRET_LENGTH} characters (npm start makes one in the data directory)`;
export const Secret = z.string({ error: SECRET_FAULT }).min(SECRET_LENGTH, SECRET_FAULT);

const TENANTS_FAULT = 'must be a comma list of names of a-z, 0-9 and hyphens';

/** What an installation is: its folders, its secret, who is in it. */
export const INSTALLATION_ROWS = {
  PROMPTREEL_DATA_DIR: {
    parts: 'SAW',
    schema: text,
    otherwise: '`.promptreel` in the checkout',
    means: "Temporal's SQLite file, objects, secret, logs, the local model's jobs, `stack.json`",
  },
  PROMPTREEL_CACHE_DIR: {
    parts: 'SAW',
    schema: text,
    otherwise:
      "`promptreel` in the user's cache folder (`XDG_CACHE_HOME`, else `~/.cache`, on macOS `~/Library/Caches`)",
    means: 'built helpers and workflow bundles; shared by all checkouts',
  },
  PROMPTREEL_STORE: {
    parts: 'SAW',
    schema: z
      .string()
      .regex(/^(file:.+|gs:\/\/.+)$/, 'must be file:<directory> or gs://bucket/prefix')
      .optional(),
    otherwise: '`file:<data dir>/objects`',
    means: "`file:<directory>` or `gs://bucket/prefix` (Google's own default credentials)",
  },
  STORAGE_EMULATOR_HOST: {
    parts: 'SAW',
    schema: text,
    means: 'GCS emulator, `host:port` or URL; `auto` makes the stack start its own',
  },
  PROMPTREEL_SECRET: {
    parts: 'SAW',
    schema: Secret.optional(),
    otherwise: 'made at the first start, `<data dir>/secret`, mode 600',
    means: `signs the tokens of webhooks; at least ${SECRET_LENGTH} characters`,
  },
  PROMPTREEL_API_KEYS: {
    parts: 'SAW',
    schema: text,
    otherwise: 'none: open, tenant `default`',
    means: 'comma list `tenant:key`. The workers take the names of tenants from it',
  },
  PROMPTREEL_TENANTS: {
    parts: 'AW',
    schema: commaList.pipe(z.array(z.string().regex(TENANT_NAME, TENANTS_FAULT), TENANTS_FAULT)),
    fallback: '',
    otherwise: '`default` and those of `PROMPTREEL_API_KEYS`',
    means:
      'comma list of tenants that have no key here: for workers, which need none, and for retired tenants, whose videos still play and are swept',
  },
} as const satisfies Record<string, Setting>;
