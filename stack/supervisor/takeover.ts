import { dataDirMark } from '../config.ts';
import { isAlive } from '../early/process-identity.mjs';
import { PART_MARK, killProcessesWith } from './marked-processes.ts';
import { endProcess } from './process-group.ts';
import type { StackFile } from './stack-file.ts';

// Nobody waits for them any more: enough to close a database, not to finish a transcode.
const LEFTOVER_GRACE_MS = 3000;

/**
 * Ends what a dead supervisor left behind: the parts it wrote down, by pid and start time, then
 * whatever else still carries this data directory's mark.
 */
export async function endLeftovers(
  dataDir: string,
  old: StackFile | undefined,
  say: (text: string) => void,
): Promise<void> {
  const living = (old?.parts ?? []).filter(isAlive);
  if (living.length > 0) {
    const names = living.map((part) => `${part.name} (pid ${part.pid})`).join(', ');
    say(`the last stack was not stopped; ending what is left of it: ${names}`);
  }
  await Promise.all(living.map((part) => endProcess(part, LEFTOVER_GRACE_MS)));
  const stray = killProcessesWith(PART_MARK, `${dataDirMark(dataDir)}:`);
  if (stray.length > 0) say(`ended ${stray.length} more processes of the last stack`);
}
