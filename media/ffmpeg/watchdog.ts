import type { RunLimits } from './run-limits.ts';

/**
 * Runs a program that must not outlive this process, even one ended by `kill -9`. The shell's
 * standard input is a pipe that only this process holds open: when it closes, for whatever reason,
 * the guard kills the program. The same words work on Linux and macOS, unlike a parent-death
 * signal, which also fires when the *thread* that started the program ends.
 *
 * The guard gives back every descriptor that it does not need, or the reader would wait for its
 * end of a pipe. The environment is emptied: a program that parses foreign bytes needs no secrets,
 * and FFREPORT would have it write files. C locale: we read its messages.
 *
 * The kernel's limits are set before the program starts, and hold for whatever it starts itself.
 * A system that lacks one of them (macOS has no limit of memory) goes on without.
 */
const SCRIPT = `
ulimit -v "$1" 2>/dev/null || :
ulimit -t "$2" 2>/dev/null || :
ulimit -f "$3" 2>/dev/null || :
shift 3
exec 9<&0 </dev/null
env -i "PATH=$PATH" LC_ALL=C "$@" 9<&- &
child=$!
{ read -r _ <&9; kill -KILL "$child"; } >/dev/null 2>&1 3>&- 4>&- &
guard=$!
exec 9<&-
wait "$child"; code=$?
kill "$guard" 2>/dev/null
exit "$code"
`;

export const WATCHDOG = '/bin/sh';

/** Exit code of a shell that found no such program (POSIX, 2.8.2). */
export const PROGRAM_NOT_FOUND = 127;

/** Units of `ulimit` (POSIX): -v counts KiB, -f blocks of 512 bytes. */
const KIB = 1024;
const BLOCK = 512;

/** @param command the program's words, those of its sandbox included */
export function watched(command: readonly string[], limits: RunLimits): string[] {
  const { bytesOfMemory, secondsOfCpu, bytesOfFile } = limits;
  const numbers = [bytesOfMemory / KIB, secondsOfCpu, bytesOfFile / BLOCK];
  const set = numbers.map((number) => String(Math.ceil(number)));
  return ['-c', SCRIPT, 'promptreel-media', ...set, ...command];
}
