import { readFileSync, readdirSync } from 'node:fs';

/**
 * The variable that every part, and so everything a part starts, carries. A process group does not
 * hold a child that opened a group of its own (ffmpeg, a browser); its environment always tells.
 */
export const PART_MARK = 'PROMPTREEL_PART';

export const partMark = (dataDirMark: string, part: string): string => `${dataDirMark}:${part}`;

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    // Gone, a zombie, or somebody else's.
    return '';
  }
}

/** Pids of living processes with that variable set to something beginning so; none but on Linux. */
export function processesWith(variable: string, valuePrefix: string): number[] {
  if (process.platform !== 'linux') return [];
  const wanted = `${variable}=${valuePrefix}`;
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid)
    .filter((pid) =>
      environmentOf(pid)
        .split('\0')
        .some((each) => each.startsWith(wanted)),
    );
}

/**
 * Whether a part of some stack, living or left over, was told to use that Temporal address. A worker
 * that outlived its stack would take the tasks of whoever serves there next, and with its own store.
 */
export function isPolled(address: string): boolean {
  const marked = processesWith(PART_MARK, '');
  return marked.some((pid) =>
    environmentOf(pid).split('\0').includes(`TEMPORAL_ADDRESS=${address}`),
  );
}

function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** Ends them at once. Returns the command lines of those there were. */
export function killProcessesWith(variable: string, valuePrefix: string): string[] {
  const pids = processesWith(variable, valuePrefix);
  const commands = pids.map(commandLineOf);
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Ended by itself in between.
    }
  }
  return commands;
}
