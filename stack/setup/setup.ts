import type { StackConfig } from '../config.ts';
import { ensureGcsEmulator } from './gcs-emulator.ts';
import type { TestPrograms } from './programs.ts';
import { ensureFfmpeg, ensureTestPrograms } from './programs.ts';
import { ensureTemporalCli } from './temporal-cli.ts';
import { ensureWebBuild } from './web-build.ts';

/** The programs that the stack starts by path; undefined where configuration makes them needless. */
export interface StackTools {
  temporalCli: string | undefined;
  gcsEmulator: string | undefined;
}

export const wantsEmulator = (config: StackConfig): boolean =>
  config.store.startsWith('gs://') && config.storageEmulator === 'auto';

/** Everything that running the stack needs. Quick when it is all there. */
export async function setUpStack(config: StackConfig): Promise<StackTools> {
  await ensureFfmpeg(config);
  await ensureWebBuild(config.root);
  const ownServer = config.temporalAddress === undefined;
  return {
    temporalCli: ownServer ? await ensureTemporalCli(config) : undefined,
    gcsEmulator: wantsEmulator(config) ? await ensureGcsEmulator(config) : undefined,
  };
}

export interface TestTools extends TestPrograms {
  temporalCli: string;
  gcsEmulator: string;
}

/** Everything that the checks need; tests always use a server of their own. */
export async function setUpTests(config: StackConfig): Promise<TestTools> {
  await ensureFfmpeg(config);
  await ensureWebBuild(config.root);
  const programs = await ensureTestPrograms(config);
  const temporalCli = await ensureTemporalCli(config);
  return { ...programs, temporalCli, gcsEmulator: await ensureGcsEmulator(config) };
}
