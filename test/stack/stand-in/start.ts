import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../../stack/config.ts';
import { reportFatal } from '../../../stack/early/problem.mjs';
import { runStart } from '../../../cli/start.ts';

/** `npm start` with the stand-in parts of this folder and everything else real. */
const here = dirname(fileURLToPath(import.meta.url));
try {
  const config = readConfig(join(here, '..', '..', '..'));
  process.exitCode = await runStart({ ...config, programs: here });
} catch (error) {
  reportFatal(error);
}
