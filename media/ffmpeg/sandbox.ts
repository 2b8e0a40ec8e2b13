import { execFile } from 'node:child_process';
import { dirname, isAbsolute } from 'node:path';
import { promisify } from 'node:util';

/**
 * What keeps a program that parses foreign bytes from the rest of the machine. `bubblewrap`: it sees
 * its libraries, its input and the folder it writes to, and no network. `namespaces`: no network, no
 * messages to other processes. `none`: an empty environment and limits, as always.
 */
export type Sandbox = 'bubblewrap' | 'namespaces' | 'none';

/** `auto`: the strongest that works here. `required`: no work without one. */
export type SandboxSetting = 'auto' | 'required' | 'off';

/** Files of one run. */
export interface SandboxFiles {
  /** Absolute path; null for a program that reads none. */
  input: string | null;
  /** Absolute paths of folders. */
  writable: readonly string[];
}

/** Where programs and their libraries lie, and the linker's list of them. */
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/opt', '/nix/store'].concat([
  '/etc/alternatives',
  '/etc/ld.so.cache',
  '/etc/ld.so.conf',
  '/etc/ld.so.conf.d',
]);

/** The words to start a program with: those of the sandbox, then its own name. */
export function sandboxed(sandbox: Sandbox, program: string, files: SandboxFiles): string[] {
  switch (sandbox) {
    case 'bubblewrap':
      return ['bwrap', ...bubblewrap(program, files), '--', program];
    case 'namespaces':
      return ['unshare', '--user', '--map-current-user', '--net', '--ipc', '--uts', '--', program];
    case 'none':
      return [program];
    default:
      return sandbox satisfies never;
  }
}

function bubblewrap(program: string, { input, writable }: SandboxFiles): string[] {
  const seen = isAbsolute(program) ? [...SYSTEM, dirname(program)] : SYSTEM;
  return [
    // A group of its own is the watchdog's business; a session of its own would escape it.
    ['--unshare-all', '--die-with-parent'],
    seen.flatMap((path) => ['--ro-bind-try', path, path]),
    ['--proc', '/proc', '--dev', '/dev'],
    input === null ? [] : ['--ro-bind-try', input, input],
    writable.flatMap((path) => ['--bind', path, path]),
  ].flat();
}

/** The sandbox that was asked for does not work on this machine. */
export class SandboxError extends Error {
  override name = 'SandboxError';
}

/**
 * Finds out by trying what this machine allows: containers often forbid both.
 * @throws SandboxError when one is required and none works
 */
export async function chooseSandbox(
  setting: SandboxSetting,
  works: (sandbox: Sandbox) => Promise<boolean> = startsIn,
): Promise<Sandbox> {
  if (setting === 'off') return 'none';
  for (const sandbox of ['bubblewrap', 'namespaces'] as const) {
    if (await works(sandbox)) return sandbox;
  }
  if (setting === 'auto') return 'none';
  throw new SandboxError(
    'PROMPTREEL_SANDBOX is "required", and neither bubblewrap nor unshare works here.',
  );
}

const run = promisify(execFile);
const PATIENCE_MS = 10_000;

async function startsIn(sandbox: Sandbox): Promise<boolean> {
  const [program = '', ...words] = sandboxed(sandbox, 'true', { input: null, writable: [] });
  try {
    await run(program, words, { timeout: PATIENCE_MS });
    return true;
  } catch {
    return false;
  }
}
