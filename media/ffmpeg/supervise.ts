import type { ChildProcess } from 'node:child_process';
import { Readable } from 'node:stream';
import { aborted, MediaError } from './media-error.ts';
import { PROGRAM_NOT_FOUND } from './watchdog.ts';

export interface Supervision {
  signal: AbortSignal;
  /** Milliseconds for the whole run. */
  wallMs: number;
  /** Milliseconds without `alive()` being called before the run counts as stuck; 0 for no limit. */
  stallMs: number;
}

/** Enough for the last cause; ffmpeg can print a line per broken frame. */
const RING_CHARACTERS = 8_000;

/**
 * Waits for a program started through the watchdog and ends it, with its whole process group, when
 * the signal aborts or time is up. SIGKILL at once: SIGTERM makes ffmpeg flush its outputs, which
 * took 9 s on a busy machine, and an ended attempt's files are thrown away anyway.
 */
export async function superviseChild(
  child: ChildProcess,
  options: Supervision,
  attach: (alive: () => void) => void,
): Promise<{ code: number; stderr: string }> {
  let reason: MediaError | null = null;
  let stderr = '';
  const end = (why: MediaError): void => {
    reason ??= why;
    killGroup(child);
  };
  const onAbort = (): void => end(aborted(options.signal));
  const wall = setTimeout(
    () => end(new MediaError('timeout', `No result after ${options.wallMs / 1000} seconds.`)),
    options.wallMs,
  );
  const stalled = (): void =>
    end(new MediaError('timeout', `No progress for ${options.stallMs / 1000} seconds.`));
  let stall = options.stallMs > 0 ? setTimeout(stalled, options.stallMs) : undefined;
  options.signal.addEventListener('abort', onAbort, { once: true });
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (chunk: string) => {
    stderr = (stderr + chunk).slice(-RING_CHARACTERS);
  });
  // Writing end of the guard's pipe: it breaks when the program ends first, which is no error.
  child.stdin?.on('error', () => undefined);
  try {
    attach(() => {
      if (stall !== undefined) stall = (clearTimeout(stall), setTimeout(stalled, options.stallMs));
    });
    const closed = new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? -1));
    });
    if (options.signal.aborted) onAbort();
    const code = await closed.catch((cause: unknown) => {
      throw new MediaError('tool_missing', 'The media program could not be started.', { cause });
    });
    if (reason !== null) throw withDiagnostic(reason, stderr);
    if (code === PROGRAM_NOT_FOUND) {
      throw new MediaError('tool_missing', 'ffmpeg is not installed.', { diagnostic: stderr });
    }
    return { code, stderr };
  } finally {
    clearTimeout(wall);
    clearTimeout(stall);
    options.signal.removeEventListener('abort', onAbort);
    killGroup(child);
  }
}

/** Bytes of one of the program's pipes; a reader that throws ends the run through the pipe. */
export function readPipe(child: ChildProcess, fd: number, onData: (chunk: Buffer) => void): void {
  const stream = child.stdio[fd];
  if (stream instanceof Readable) stream.on('data', onData);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group ended between the look and the kill.
  }
}

function withDiagnostic(error: MediaError, diagnostic: string): MediaError {
  return new MediaError(error.code, error.message, { cause: error.cause, diagnostic });
}
