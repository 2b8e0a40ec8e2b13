import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../stack/config.ts';
import { readPinnedTool } from '../../stack/setup/versions.ts';
import { ROOT } from '../architecture/tree.ts';

/** The Temporal CLI of the set-up step. Tests that need a server fail without it; they never skip. */
export function temporalCli(): string {
  const { version } = readPinnedTool(ROOT, 'temporal-cli', 'github.com/temporalio/cli');
  const built = join(readConfig(ROOT).cacheDir, `temporal-${version}`);
  const path = process.env.PROMPTREEL_TEMPORAL_CLI ?? built;
  if (existsSync(path)) return path;
  throw new Error(`${path} is missing: run the tests through npm test, which builds it.`);
}
