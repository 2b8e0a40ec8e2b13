import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A program for a search path: a shell script of that name. Returns its path. */
export function writeProgram(dir: string, name: string, script: string): string {
  const path = join(dir, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}
