import type { Setting } from '../setting.ts';
import { commaList, text } from '../setting.ts';

/** Who generates, and from where media may come. */
export const GENERATOR_ROWS = {
  PROMPTREEL_VIDEO_SERVERS: {
    parts: 'SAW',
    schema: text,
    otherwise: '`local=<the local model server>`',
    means:
      "comma list `name=base URL`, each ending in `/v1`. A request's `model` is `<name>/<model id>`",
  },
  'PROMPTREEL_VIDEO_SERVER_<NAME>_KEY': {
    parts: 'AW',
    schema: text,
    means: 'bearer key of that server; `<NAME>` in capitals, `-` as `_`',
  },
  'PROMPTREEL_VIDEO_SERVER_<NAME>_FORMAT': {
    parts: 'AW',
    schema: text,
    otherwise: '`multipart`',
    means: 'how it takes a create: `multipart` or `json`',
  },
  'PROMPTREEL_VIDEO_SERVER_<NAME>_MODEL': {
    parts: 'AW',
    schema: text,
    otherwise: 'the first in its `/v1/models`',
    means: 'model of a request that names none (first server only)',
  },
  PROMPTREEL_ALLOW_HOSTS: {
    parts: 'W',
    schema: commaList,
    fallback: '',
    otherwise: 'none beside the configured servers',
    means:
      'comma list `host:port` from which media, and images that requests link to, may be fetched though the address is not public',
  },
} as const satisfies Record<string, Setting>;
