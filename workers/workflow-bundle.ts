import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DataConverter } from '@temporalio/common';
import type { BundleOptions } from '@temporalio/worker';
import { bundleWorkflowCode } from '@temporalio/worker';

const CHECKOUT = resolve(import.meta.dirname, '..');
/** Everything that can reach the sandbox, and what decides how it is bundled. */
const SOURCES = [
  'workflows',
  'domain',
  'temporal/names.ts',
  'temporal/search-attributes.ts',
  'temporal/failure-converter.ts',
  'package-lock.json',
];

/**
 * The bundled workflow code, made once per state of its sources: bundling takes several seconds, and a
 * worker that was killed should be back sooner. Bundling fails when anything in the import graph is not
 * fit for the sandbox, so a bundle that exists has been checked.
 *
 * A failure converter works inside the sandbox, so it is part of the bundle.
 *
 * @returns the path of the bundle
 */
export async function workflowBundle(
  cacheDir: string,
  { failureConverterPath }: Pick<DataConverter, 'failureConverterPath'> = {},
): Promise<string> {
  const converter = failureConverterPath === undefined ? {} : { failureConverterPath };
  const kind = failureConverterPath === undefined ? '' : 'encrypting-';
  const path = join(cacheDir, `workflow-bundle-${kind}${await digest()}.js`);
  if (await exists(path)) return path;
  const code = await bundle(converter);
  await mkdir(cacheDir, { recursive: true });
  const unfinished = `${path}.${randomUUID()}`;
  await writeFile(unfinished, code);
  await rename(unfinished, path);
  return path;
}

/** The bundler throws that something is wrong, and tells only its logger what. */
async function bundle(options: Pick<BundleOptions, 'failureConverterPath'>): Promise<string> {
  const faults: string[] = [];
  const fault = (text: string): void => void faults.push(text);
  const logger = { log: noop, trace: noop, debug: noop, info: noop, warn: noop, error: fault };
  try {
    const workflowsPath = join(CHECKOUT, 'workflows', 'index.ts');
    return (
      await bundleWorkflowCode({
        ...options,
        workflowsPath,
        workflowInterceptorModules: [join(CHECKOUT, 'workflows', 'interceptors.ts')],
        logger,
      })
    ).code;
  } catch (cause) {
    throw new Error(`The workflows cannot be bundled:\n${faults.join('\n')}`, { cause });
  }
}

function noop(): void {}

async function digest(): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  for (const source of SOURCES) {
    for (const file of await filesOf(join(CHECKOUT, source))) {
      hash
        .update(file.slice(CHECKOUT.length))
        .update('\0')
        .update(await readFile(file))
        .update('\0');
    }
  }
  return hash.digest('hex').slice(0, 24);
}

async function filesOf(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name)).toSorted();
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
