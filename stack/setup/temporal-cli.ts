import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { waitForLock } from '../early/lock.mjs';
import { Problem } from '../early/problem.mjs';
import { runStep } from '../early/steps.mjs';
import { BUILD_SPACE_MB, ensureSpace } from './disk-space.ts';
import { findProgram } from './find-program.ts';
import { goBuild } from './go-build.ts';
import { runProgram } from './run-program.ts';
import type { PinnedTool, Version } from './versions.ts';
import { isAtLeast, parseVersion, readPinnedTool } from './versions.ts';

const MODULE = 'github.com/temporalio/cli';
/** The first whose dev server has updates, static summaries and fairness as we use them. */
const OLDEST: Version = [1, 5, 0];

export interface ToolPlaces {
  root: string;
  cacheDir: string;
  inherited: NodeJS.ProcessEnv;
}

async function onPath({ inherited }: ToolPlaces): Promise<string | undefined> {
  const path = findProgram(['temporal'], inherited.PATH);
  if (path === undefined) return undefined;
  const { stdout } = await runProgram(path, ['--version']);
  if (isAtLeast(parseVersion(stdout), OLDEST)) return path;
  const found = stdout.trim() || 'no version';
  console.error(`  ${path} is too old (${found}; 1.5 is needed) and is left alone`);
  return undefined;
}

/** The pinned build, else another version that an SDK download left there. */
function inCache({ cacheDir }: ToolPlaces, pinned: PinnedTool): string | undefined {
  mkdirSync(cacheDir, { recursive: true });
  const others = readdirSync(cacheDir).filter(
    (name) => /^temporal-\d+\.\d+\.\d+$/.test(name) && isAtLeast(parseVersion(name), OLDEST),
  );
  return findProgram([`temporal-${pinned.version}`, ...others], cacheDir);
}

async function build(places: ToolPlaces, pinned: PinnedTool): Promise<string> {
  const target = join(places.cacheDir, `temporal-${pinned.version}`);
  const stamps = [`${MODULE}/temporalcli.Version=${pinned.version}`];
  await runStep(
    `Building the Temporal dev server ${pinned.version} (about three minutes)`,
    (update) =>
      goBuild({ tool: pinned, package: `${MODULE}/cmd/temporal`, stamps, target }, places, update),
  );
  return target;
}

/** The SDK fetches a server when it starts one: so it is started once, in a folder of its own. */
async function download({ cacheDir }: ToolPlaces): Promise<string> {
  const dir = join(cacheDir, 'temporal-download');
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  try {
    const { TestWorkflowEnvironment } = await import('@temporalio/testing');
    const executable = { type: 'cached-download', downloadDir: dir } as const;
    const server = await TestWorkflowEnvironment.createLocal({ server: { executable } });
    await server.teardown();
    const file = readdirSync(dir).find((name) => name.startsWith('temporal'));
    if (file === undefined) throw new Problem('The SDK downloaded nothing.');
    const { stdout } = await runProgram(join(dir, file), ['--version']);
    const version = parseVersion(stdout);
    if (version === undefined) throw new Problem('What the SDK downloaded does not run.');
    const target = join(cacheDir, `temporal-${version.join('.')}`);
    renameSync(join(dir, file), target);
    return target;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\.$/, '');
}

async function buildOrDownload(places: ToolPlaces, pinned: PinnedTool): Promise<string> {
  try {
    return await build(places, pinned);
  } catch (buildError) {
    try {
      const label = `${reasonOf(buildError)}: downloading the Temporal dev server instead`;
      return await runStep(label, () => download(places));
    } catch (cause) {
      throw new Problem(
        `There is no Temporal dev server: it could not be built (${reasonOf(buildError)}) nor downloaded (${reasonOf(cause)}). ` +
          `Install Go ${pinned.go.slice(0, 2).join('.')} or newer, or put a \`temporal\` of at least 1.5 on PATH, or set TEMPORAL_ADDRESS.`,
        { cause },
      );
    }
  }
}

/** The path of a Temporal CLI with the dev server: PATH, cache, build, the SDK's download. */
export async function ensureTemporalCli(places: ToolPlaces): Promise<string> {
  const installed = await onPath(places);
  if (installed !== undefined) return installed;
  const pinned = readPinnedTool(places.root, 'temporal-cli', MODULE);
  const cached = inCache(places, pinned);
  if (cached !== undefined) return cached;
  const unlock = await waitForLock(join(places.cacheDir, 'temporal.lock'), (owner) =>
    console.error(`  … another set-up (pid ${owner?.pid}) is getting the Temporal dev server`),
  );
  try {
    const made = inCache(places, pinned);
    if (made !== undefined) return made;
    ensureSpace(places.cacheDir, BUILD_SPACE_MB, 'PROMPTREEL_CACHE_DIR');
    return await buildOrDownload(places, pinned);
  } finally {
    unlock();
  }
}
