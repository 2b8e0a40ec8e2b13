import { join } from 'node:path';
import { waitForLock } from '../early/lock.mjs';
import { runStep } from '../early/steps.mjs';
import { BUILD_SPACE_MB, ensureSpace } from './disk-space.ts';
import { findProgram } from './find-program.ts';
import { goBuild } from './go-build.ts';
import type { ToolPlaces } from './temporal-cli.ts';
import { readPinnedTool } from './versions.ts';

const MODULE = 'github.com/fsouza/fake-gcs-server';

/** The path of the Google Cloud Storage emulator: PATH, cache, build. @throws Problem */
export async function ensureGcsEmulator(places: ToolPlaces): Promise<string> {
  const tool = readPinnedTool(places.root, 'gcs-emulator', MODULE);
  const name = `gcs-emulator-${tool.version}`;
  const find = (): string | undefined =>
    findProgram(['fake-gcs-server'], places.inherited.PATH, [join(places.cacheDir, name)]);
  const found = find();
  if (found !== undefined) return found;
  const unlock = await waitForLock(join(places.cacheDir, 'gcs-emulator.lock'), (owner) =>
    console.error(`  … another set-up (pid ${owner?.pid}) is building the GCS emulator`),
  );
  try {
    const made = find();
    if (made !== undefined) return made;
    ensureSpace(places.cacheDir, BUILD_SPACE_MB, 'PROMPTREEL_CACHE_DIR');
    const target = join(places.cacheDir, name);
    await runStep(`Building the GCS emulator ${tool.version} (about half a minute)`, (update) =>
      goBuild({ tool, package: MODULE, target }, places, update),
    );
    return target;
  } finally {
    unlock();
  }
}
