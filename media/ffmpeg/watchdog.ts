/**
 * Runs a program that must not outlive this process, even one ended by `kill -9`. The shell's
 * standard input is a pipe that only this process holds open: when it closes, for whatever reason,
 * the guard kills the program. The same words work on Linux and macOS, unlike a parent-death
 * signal, which also fires when the *thread* that started the program ends.
 *
 * The guard gives back every descriptor that it does not need, or the reader would wait for its
 * end of a pipe. The environment is emptied: a program that parses foreign bytes needs no secrets,
 * and FFREPORT would have it write files. C locale: we read its messages.
 */
const SCRIPT = `
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
export const NOT_FOUND = 127;

export function watched(program: string, args: readonly string[]): string[] {
  return ['-c', SCRIPT, 'promptreel-media', program, ...args];
}
