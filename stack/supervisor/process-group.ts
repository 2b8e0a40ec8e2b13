import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessIdentity } from '../early/process-identity.mjs';
import { isAlive } from '../early/process-identity.mjs';

const POLL_MS = 50;

/** Signals the group that the process leads; false when there is no such group any more. */
export function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-leader, signal);
    return true;
  } catch {
    return false;
  }
}

/**
 * Asks a process to stop and, when it is still there after the grace or once `hurry` fires, kills
 * its whole group. Only the leader is asked: a worker that drains still needs its ffmpeg.
 */
export async function endProcess(
  identity: ProcessIdentity,
  graceMs: number,
  hurry?: AbortSignal,
): Promise<'stopped' | 'killed'> {
  if (isAlive(identity)) {
    try {
      process.kill(identity.pid, 'SIGTERM');
    } catch {
      // Ended by itself in between.
    }
  }
  const deadline = Date.now() + graceMs;
  const mayWait = (): boolean => Date.now() < deadline && hurry?.aborted !== true;
  while (isAlive(identity) && mayWait()) await sleep(POLL_MS);
  const killed = isAlive(identity);
  if (killed) {
    signalGroup(identity.pid, 'SIGKILL');
    for (let i = 0; i < 40 && isAlive(identity); i++) await sleep(POLL_MS);
  }
  return killed ? 'killed' : 'stopped';
}
