import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { processStartedAt } from './process-start.ts';

/** Names of ours begin with it; a sweep touches nothing else below the root. */
const PREFIX = 'attempt-';
const OWNER = '.owner.json';

const Owner = z.object({
  pid: z.number(),
  /** What `processStartedAt` said of that pid: another process may have it after a restart. */
  startedAt: z.string(),
});
type Owner = z.infer<typeof Owner>;

/** A directory of one attempt's own; `await using` removes it however the attempt ends. */
export interface Scratch extends AsyncDisposable {
  path: string;
}

/** Makes an empty directory below `root` that only this attempt uses. */
export async function openScratch(root: string): Promise<Scratch> {
  // The pid in the name tells whose it is even if the process dies before it writes the owner.
  const path = join(root, `${PREFIX}${process.pid}-${randomUUID()}`);
  await mkdir(path, { recursive: true });
  const owner: Owner = { pid: process.pid, startedAt: (await processStartedAt(process.pid)) ?? '' };
  await writeFile(join(path, OWNER), JSON.stringify(owner));
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/**
 * Removes what processes left behind that were killed before they could tidy up. Called when a
 * worker starts; safe beside other workers on the same root.
 * @returns how many directories were removed
 */
export async function sweepScratch(root: string): Promise<number> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  let removed = 0;
  for (const entry of entries) {
    if (!entry.isDirectory() || !entry.name.startsWith(PREFIX)) continue;
    const path = join(root, entry.name);
    if (await isOwned(path, entry.name)) continue;
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
    removed++;
  }
  return removed;
}

async function isOwned(path: string, name: string): Promise<boolean> {
  const pid = Number(name.slice(PREFIX.length).split('-')[0]);
  const startedAt = await processStartedAt(pid);
  if (startedAt === null) return false;
  const owner = await readOwner(path);
  // A live process of that number and no word of its start: it may be between the two writes.
  return owner === null || owner.startedAt === startedAt;
}

async function readOwner(path: string): Promise<Owner | null> {
  try {
    const written = Owner.safeParse(JSON.parse(await readFile(join(path, OWNER), 'utf8')));
    return written.data ?? null;
  } catch {
    return null;
  }
}
