import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface FolderLock {
  release(): void;
}

/**
 * Takes the folder for this process alone. The lock is SQLite's, which is the kernel's: it is gone
 * the moment its holder dies, however it died, so there is no stale lock to judge by process ids.
 * Throws an Error with one sentence for a person when another process holds it.
 */
export function lockFolder(root: string): FolderLock {
  mkdirSync(root, { recursive: true });
  const owner = join(root, 'owner');
  const database = new DatabaseSync(join(root, 'lock'));
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    const holder = readOwner(owner);
    throw new Error(
      `The folder ${root} is in use by another local model server${holder}; stop it first or pass another --data.`,
      { cause },
    );
  }
  writeFileSync(owner, String(process.pid));
  return { release: () => database.close() };
}

function readOwner(path: string): string {
  try {
    return ` (process ${readFileSync(path, 'utf8')})`;
  } catch {
    return '';
  }
}
