import { accessSync, constants, statSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import type { Environment } from './settings.ts';

/** Where helpers and bundles are kept: as set, else in the user's cache folder. */
export function cacheDir(asked: string | undefined, env: Environment): string {
  if (asked !== undefined) return resolve(asked);
  if (env['XDG_CACHE_HOME'] && isAbsolute(env['XDG_CACHE_HOME'])) {
    return join(env['XDG_CACHE_HOME'], 'promptreel');
  }
  // CI and containers run without HOME or with one that nobody may write to.
  const home = env['HOME'] ?? homedir();
  if (!isWritableFolder(home)) return join(tmpdir(), `promptreel-cache-${userInfo().uid}`);
  const caches = process.platform === 'darwin' ? join('Library', 'Caches') : '.cache';
  return join(home, caches, 'promptreel');
}

function isWritableFolder(dir: string): boolean {
  try {
    accessSync(dir, constants.W_OK);
    return statSync(dir).isDirectory();
  } catch {
    return false;
  }
}
