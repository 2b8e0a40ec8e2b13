/** House rules on names, texts and pins: what no syntax tree says. */

const SOURCE = /\.(tsx?|mts|mjs|cjs|js|css|html|go|sh)$/;
const KEBAB_CASE = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+$/;
const SAYS_NOTHING = /(^|-)(utils?|helpers?|common|misc)(-|\.|$)/;

/** Why a path is badly named; null when it is not. */
export function badName(path: string): string | null {
  const parts = path.split('/');
  const file = parts.at(-1) ?? '';
  if (parts.some((part) => SAYS_NOTHING.test(part))) return `${path}: name it for what it holds`;
  return SOURCE.test(file) && !KEBAB_CASE.test(file) ? `${path}: not kebab-case` : null;
}

const REGISTRY =
  /https?:\/\/(registry\.|npm\.|[\w.-]*(npmjs|yarnpkg|pythonhosted)\.|proxy\.golang\.|pypi\.)\S*/g;
/**
 * A path below a home or a checkout of whoever wrote it, at the start of a word. Tests of what is cut
 * from logs need some home to show: it is somebody's.
 */
const HOME = /(?<![\w.:/-])\/(root|work|home|Users)\/(?!somebody\b)[\w.-]*/g;

/** Texts that bind the repository to one machine or one network. */
export function machineBound(text: string): string[] {
  return [...text.matchAll(REGISTRY), ...text.matchAll(HOME)].map(([found]) => found);
}

export interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** Dependencies that may differ between two installs, and Temporal packages that differ from another. */
export function loosePins({ dependencies = {}, devDependencies = {} }: Manifest): string[] {
  const all = Object.entries({ ...dependencies, ...devDependencies });
  const loose = all.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
  const temporal = all.filter(([name]) => name.startsWith('@temporalio/'));
  const odd = temporal.filter(([, version]) => version !== temporal[0]?.[1]);
  return [...loose, ...odd].map(([name, version]) => `${name}@${version}`);
}

export interface Lockfile {
  packages: Record<
    string,
    {
      version?: string;
      resolved?: string;
      dependencies?: Record<string, string>;
      optionalDependencies?: Record<string, string>;
    }
  >;
}

/**
 * Packages that others in the lockfile need and that it does not hold. An install on one platform can
 * leave out the native packages of all others, after which `npm ci` refuses on every machine.
 */
export function missingFromLock({ packages }: Lockfile): string[] {
  const held = new Set(
    Object.entries(packages)
      .filter(([, { version }]) => version !== undefined)
      .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)),
  );
  const needed = Object.values(packages).flatMap(({ dependencies, optionalDependencies }) =>
    Object.keys({ ...dependencies, ...optionalDependencies }),
  );
  return [...new Set(needed)].filter((name) => !held.has(name));
}

/** Lockfile entries that name a host: installing must work through any registry. */
export function lockedHosts({ packages }: Lockfile): string[] {
  return Object.entries(packages)
    .filter(([, { resolved }]) => resolved !== undefined && /^[\w+]+:\/\//.test(resolved))
    .map(([path]) => path);
}
