import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

// The kernel reports process start in ticks of USER_HZ, which is 100 on every Linux that Node runs on.
const MS_PER_TICK = 10;

// `btime` is whole seconds and moves by one when the clock is corrected; `ps` shows whole seconds.
const TOLERANCE_MS = 2000;

function linuxStartTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in brackets and may itself hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // In a container without an init a dead process stays a zombie for ever: it runs nothing.
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const boot = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'));
    if (boot === null) return undefined;
    return Number(boot[1]) * 1000 + Number(fields[19]) * MS_PER_TICK;
  } catch {
    return undefined;
  }
}

function psStartTime(pid) {
  try {
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
    const options = { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], options).trim();
    const [, state, started] = /^(\S+)\s+(.+)$/.exec(line) ?? [];
    if (state === undefined || state.startsWith('Z')) return undefined;
    const time = Date.parse(`${started} UTC`);
    return Number.isNaN(time) ? undefined : time;
  } catch {
    return undefined;
  }
}

/** When the process was started, in milliseconds since 1970; undefined when there is none. */
export function startTimeOf(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return process.platform === 'linux' ? linuxStartTime(pid) : psStartTime(pid);
}

/** A pid and the start time that tells it from a later process with the same pid. */
export function identityOf(pid) {
  const started = startTimeOf(pid);
  return started === undefined ? undefined : { pid, started_at: new Date(started).toISOString() };
}

export function isAlive(identity) {
  const started = startTimeOf(identity?.pid);
  if (started === undefined) return false;
  return Math.abs(started - Date.parse(identity.started_at)) <= TOLERANCE_MS;
}
