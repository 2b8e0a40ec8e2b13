import type { Setting } from '../setting.ts';
import { httpUrl, text } from '../setting.ts';

const AS_TEMPORAL = "as in Temporal's environment configuration";

/** Read by Temporal's own environment configuration, but for the UI's address. */
export const TEMPORAL_ROWS = {
  PROMPTREEL_TEMPORAL_UI: {
    parts: 'SA',
    schema: httpUrl,
    otherwise: "the dev server's",
    means: 'base of the links to runs; none: `links.operator` is null',
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
