import { join } from 'node:path';
import type { ProcessIdentity } from '../early/process-identity.mjs';
import { isAlive } from '../early/process-identity.mjs';
import { tryLock } from '../early/lock.mjs';
import { Problem } from '../early/problem.mjs';
import type { StackFile } from './stack-file.ts';
import { readStackFile } from './stack-file.ts';

/** The stack that a living supervisor runs on this data directory, if there is one. */
export function findRunningStack(dataDir: string): StackFile | undefined {
  const stack = readStackFile(dataDir);
  return stack !== undefined && isAlive(stack.supervisor) ? stack : undefined;
}

export const addressOf = (stack: StackFile | undefined, part: string): string | undefined =>
  stack?.parts.find((each) => each.name === part)?.address;

function alreadyRuns(dataDir: string, owner: ProcessIdentity | null): Problem {
  const api = addressOf(readStackFile(dataDir), 'api');
  const who = owner === null ? 'Another supervisor' : `Process ${owner.pid} (${owner.started_at})`;
  const where = api === undefined ? '' : `, API at ${api}`;
  return new Problem(
    `A stack already runs on ${dataDir}: ${who}${where}. It is left alone: use it, stop it with Ctrl-C where it runs, or set PROMPTREEL_DATA_DIR to run another one beside it.`,
  );
}

/** Makes this process the only supervisor of the data directory. @throws Problem who else is. */
export function lockDataDir(dataDir: string): () => void {
  const lock = tryLock(join(dataDir, 'supervisor.lock'));
  if (lock.status === 'held') throw alreadyRuns(dataDir, lock.owner);
  const running = findRunningStack(dataDir);
  if (running === undefined || running.supervisor.pid === process.pid) return lock.release;
  lock.release();
  throw alreadyRuns(dataDir, running.supervisor);
}
