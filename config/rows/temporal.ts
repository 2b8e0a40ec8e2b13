import * as z from 'zod';
import type { Setting } from '../setting.ts';
import { commaList, httpUrl, text } from '../setting.ts';

const PAYLOAD_KEY = /^([\w.-]{1,64}):([A-Za-z0-9+/]{43}=)$/;

/** Entries hold keys, so a wrong one is told by its place. */
const payloadKeys = commaList.transform((entries, context) =>
  entries.flatMap((entry, index) => {
    const [, id = '', base64 = ''] = PAYLOAD_KEY.exec(entry) ?? [];
    if (id !== '') return [{ id, key: Buffer.from(base64, 'base64') }];
    context.addIssue(`must be a comma list of id:base64 of 32 bytes; entry ${index + 1} is not`);
    return [];
  }),
);

const AS_TEMPORAL = "as in Temporal's environment configuration";

/** Read by Temporal's own environment configuration, but for the UI's address. */
export const TEMPORAL_ROWS = {
  PROMPTREEL_TEMPORAL_UI: {
    parts: 'SA',
    schema: httpUrl,
    otherwise: "the dev server's",
    means: 'base of the links to runs; none: `links.operator` is null',
  },
  PROMPTREEL_PAYLOAD_KEYS: {
    parts: 'AW',
    schema: payloadKeys,
    fallback: '',
    otherwise: 'none: readable in Temporal',
    means:
      'comma list `id:base64 of 32 bytes`; the first encrypts what is written to Temporal, all of them read. [Before you set it](docs/operating.md#encrypting-what-temporal-keeps)',
  },
  PROMPTREEL_OPERATOR_KEY: {
    parts: 'A',
    schema: z
      .string()
      .regex(/^\S{16,}$/, 'must have at least 16 characters and no blank')
      .optional(),
    otherwise: 'none: there is no `/codec`',
    means: "Bearer key of `/codec/decode` and `/codec/encode`, for the Temporal UI's codec server",
  },
  TEMPORAL_ADDRESS: {
    parts: 'SAW',
    schema: text,
    otherwise: 'a dev server that the stack starts',
    means: 'an existing server. [Prepare it once](docs/operating.md#deploying)',
  },
  TEMPORAL_NAMESPACE: {
    parts: 'SAW',
    schema: text.unwrap(),
    fallback: 'default',
    means: 'where the runs are',
  },
  TEMPORAL_API_KEY: { parts: 'SAW', schema: text, means: AS_TEMPORAL },
  'TEMPORAL_TLS<…>': { parts: 'SAW', schema: text, means: `all that begin so, ${AS_TEMPORAL}` },
  TEMPORAL_PROFILE: {
    parts: 'SAW',
    schema: text,
    means: `${AS_TEMPORAL}; under \`npm start\` a profile counts only when this or the next is set`,
  },
  TEMPORAL_CONFIG_FILE: { parts: 'SAW', schema: text, means: AS_TEMPORAL },
} as const satisfies Record<string, Setting>;
