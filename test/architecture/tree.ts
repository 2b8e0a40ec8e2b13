import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Every file that is or would be committed, as paths from the root. */
export async function ourFiles(): Promise<string[]> {
  const { stdout } = await promisify(execFile)(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: ROOT, maxBuffer: 16_000_000 },
  );
  // A file deleted but not yet committed is still listed.
  return stdout.split('\0').filter((path) => path !== '' && existsSync(`${ROOT}${path}`));
}

export const isSource = (path: string): boolean =>
  /\.(tsx?|mts|mjs|js|cjs)$/.test(path) && !path.startsWith('test/fixtures/');
