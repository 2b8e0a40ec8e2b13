import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { showLogLine } from './log-line.ts';

/** At a start, not while running: one start of one part cannot fill a disk in practice. */
const ROTATE_AT_BYTES = 10 * 1024 * 1024;
const TAIL_LINES = 8;

/** Where the supervisor and its parts tell what happens. */
export interface Terminal {
  /** A line of a part's own log. */
  log: (line: string) => void;
  /** What the supervisor itself has to say. */
  say: (line: string) => void;
}

export interface PartLog {
  line: (text: string) => void;
  say: (text: string) => void;
  /** The last few lines, for the message about a part that will not start. */
  tail: () => string[];
}

function rotate(path: string): void {
  try {
    if (statSync(path).size > ROTATE_AT_BYTES) renameSync(path, `${path}.1`);
  } catch {
    // No log yet.
  }
}

/** `<data dir>/logs/<part>.log` and the terminal; both see redacted lines only. */
export function openPartLog(options: {
  dataDir: string;
  part: string;
  terminal: Terminal;
  redact: (line: string) => string;
}): PartLog {
  const { dataDir, part, terminal, redact } = options;
  const dir = join(dataDir, 'logs');
  mkdirSync(dir, { recursive: true });
  const path = join(dir, `${part}.log`);
  rotate(path);
  let tail: string[] = [];
  const keep = (text: string): void => {
    try {
      appendFileSync(path, `${text}\n`);
    } catch {
      // A full disk must not take the supervisor down: the terminal still tells.
    }
  };
  return {
    line(raw) {
      const text = redact(raw);
      tail = [...tail, text].slice(-TAIL_LINES);
      keep(text);
      terminal.log(showLogLine(part, text));
    },
    say(raw) {
      const text = redact(raw);
      keep(`${new Date().toISOString()} supervisor: ${text}`);
      terminal.say(text);
    },
    tail: () => tail,
  };
}
