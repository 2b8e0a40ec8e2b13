import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The data directory's own secret: made once, readable by its owner only. */
export function ensureSecret(dataDir: string): string {
  const path = join(dataDir, 'secret');
  try {
    const kept = readFileSync(path, 'utf8').trim();
    if (kept !== '') {
      chmodSync(path, 0o600);
      return kept;
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const made = randomBytes(32).toString('base64url');
  writeFileSync(path, `${made}\n`, { mode: 0o600 });
  return made;
}
