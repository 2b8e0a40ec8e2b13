import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The first of `names` on the search path, else the first of `places` (absolute) that exists. */
export function findProgram(
  names: readonly string[],
  searchPath: string | undefined,
  places: readonly string[] = [],
): string | undefined {
  const dirs = (searchPath ?? '').split(delimiter).filter((dir) => dir !== '');
  const candidates = names.flatMap((name) => dirs.map((dir) => join(dir, name)));
  return [...candidates, ...places].find(isExecutable);
}
