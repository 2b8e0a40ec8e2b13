import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { waitForLock } from '../early/lock.mjs';
import { Problem, explainOutput } from '../early/problem.mjs';
import { runStep } from '../early/steps.mjs';
import { findProgram } from './find-program.ts';
import { runProgram } from './run-program.ts';

/** A program that comes from the system's own package manager, never from us. */
export interface SystemProgram {
  /** Names on PATH, the best first. */
  names: readonly string[];
  /** Absolute places outside PATH, as macOS keeps applications. */
  places?: readonly string[];
  packages: { apt: string; dnf: string; brew: string };
  /** False: its absence is announced and costs only the tests that need it. */
  required: boolean;
}

export interface SystemPlaces {
  cacheDir: string;
  inherited: NodeJS.ProcessEnv;
}

const find = (program: SystemProgram, env: NodeJS.ProcessEnv): string | undefined =>
  findProgram(program.names, env.PATH, program.places);

/** The command a person should run, or what to run it with: ends "Install with ". */
export function installCommand(
  missing: readonly SystemProgram[],
  platform: NodeJS.Platform,
  has: (command: string) => boolean,
): string {
  const list = (manager: keyof SystemProgram['packages']): string =>
    [...new Set(missing.map((program) => program.packages[manager]))].join(' ');
  if (platform === 'darwin') return `brew install ${list('brew')}`;
  if (has('apt-get')) return `sudo apt-get install -y --no-install-recommends ${list('apt')}`;
  if (has('dnf')) return `sudo dnf install -y ${list('dnf')}`;
  return `the package manager of this system (pacman, zypper, apk …): ${list('apt')}`;
}

async function aptInstall(packages: readonly string[], places: SystemPlaces): Promise<void> {
  const env = { ...places.inherited, DEBIAN_FRONTEND: 'noninteractive' };
  // Another apt may be at work on the machine: wait for it rather than fail.
  const wait = ['-o', 'DPkg::Lock::Timeout=600'];
  const runApt = async (args: readonly string[], update: (line: string) => void): Promise<void> => {
    const result = await runProgram('apt-get', [...wait, ...args], { env, onLine: update });
    if (result.code === 0) return;
    const last = result.stderr.trim().split('\n').at(-1) ?? '';
    const failed = `\`apt-get ${args.join(' ')}\` failed: ${last}`;
    throw new Problem(explainOutput(result.stderr + result.stdout, failed));
  };
  const names = packages.join(', ');
  await runStep(`Installing on this system with apt-get, as root: ${names}`, async (update) => {
    await runApt(['update', '-q'], update);
    await runApt(['install', '-y', '-q', '--no-install-recommends', ...packages], update);
  });
}

/** What is required together, the rest one by one: a package that this Debian lacks is no reason. */
async function installMissing(
  missing: readonly SystemProgram[],
  places: SystemPlaces,
): Promise<void> {
  const packages = (required: boolean): string[] => [
    ...new Set(missing.filter((each) => each.required === required).map((p) => p.packages.apt)),
  ];
  const required = packages(true);
  if (required.length > 0) await aptInstall(required, places);
  for (const name of packages(false)) {
    await aptInstall([name], places).catch((error: unknown) => {
      console.error(`  ${error instanceof Error ? error.message : String(error)}`);
    });
  }
}

function canUseApt(env: NodeJS.ProcessEnv): boolean {
  const debian = existsSync('/etc/debian_version');
  return debian && process.getuid?.() === 0 && findProgram(['apt-get'], env.PATH) !== undefined;
}

/**
 * Finds every program; on Debian as root installs what is missing, announced and in one go;
 * elsewhere says which command a person must run. Answers in the order asked.
 * @throws Problem when a required one is missing.
 */
export async function ensureSystemPrograms(
  programs: readonly SystemProgram[],
  places: SystemPlaces,
): Promise<(string | undefined)[]> {
  const env = places.inherited;
  const missing = (): SystemProgram[] => programs.filter((each) => find(each, env) === undefined);
  if (missing().length > 0 && canUseApt(env)) {
    const unlock = await waitForLock(join(places.cacheDir, 'apt.lock'), (owner) =>
      console.error(`  … another set-up (pid ${owner?.pid}) is installing packages`),
    );
    try {
      await installMissing(missing(), places);
    } finally {
      unlock();
    }
  }
  const still = missing();
  const command = installCommand(
    still,
    process.platform,
    (name) => findProgram([name], env.PATH) !== undefined,
  );
  const names = still.map((program) => program.names[0]).join(', ');
  if (still.some((program) => program.required)) {
    throw new Problem(`Missing on this machine: ${names}. Install with ${command}`);
  }
  if (still.length > 0) console.error(`  not found, and not necessary: ${names} (${command})`);
  return programs.map((program) => find(program, env));
}
