import type { Setting } from '../setting.ts';
import { tenantLimits } from './limits.ts';
import { httpUrl, port, text } from '../setting.ts';

/** Where the API is, from inside and outside, and how its clients find it. */
export const API_ROWS = {
  PROMPTREEL_HOST: {
    parts: 'SA',
    schema: text.unwrap(),
    fallback: '127.0.0.1',
    means: 'API address; one that others can reach is refused while no API keys are set',
  },
  PROMPTREEL_PORT: {
    parts: 'SA',
    schema: port,
    fallback: '8787',
    otherwise: '`8787`, the next free one when that is taken',
    means: 'API port; set by name, a taken port is an error',
  },
  PROMPTREEL_PUBLIC_URL: {
    parts: 'SA',
    schema: httpUrl,
    otherwise: 'from host and port',
    means: 'base of every absolute URL that is handed out; where `npm run video` looks for the API',
  },
  PROMPTREEL_HOOK_URL: {
    parts: 'SW',
    schema: httpUrl,
    otherwise: "the API's address; none for a worker started by hand",
    means: 'base under which generators call our webhooks. None: polling alone',
  },
  PROMPTREEL_LIMITS: {
    parts: 'A',
    schema: tenantLimits,
    fallback: '',
    otherwise: 'no limits',
    means:
      'comma list `tenant:rps=20;takes=64`: requests per second, and takes in flight; beyond them a 429',
  },
  PROMPTREEL_API_KEY: {
    parts: 'S',
    schema: text,
    otherwise: 'the first of `PROMPTREEL_API_KEYS`',
    means: 'key that `demo` and `video` send',
  },
} as const satisfies Record<string, Setting>;
