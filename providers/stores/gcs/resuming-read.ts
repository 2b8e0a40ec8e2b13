import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** In a row, without a byte between them. */
const MAX_FAILURES = 5;
const FIRST_PAUSE_MS = 100;

class EndedEarly extends Error {}

export interface ResumeOptions {
  first: Readable;
  /** Inclusive. */
  start: number;
  end: number;
  /** Opens the same version again, from a later byte. */
  reopen: (start: number) => Promise<Readable>;
  isTransient: (error: unknown) => boolean;
}

/** Reads on from where it was when the connection breaks: the version is pinned, so the bytes fit. */
export function resumingRead(options: ResumeOptions): Readable {
  const pieces = openPieces(options);
  const result: Readable = new Readable({
    read() {
      pull(pieces, options.isTransient, result).then(
        (chunk) => result.push(chunk),
        (error: unknown) =>
          result.destroy(error instanceof Error ? error : new Error(String(error))),
      );
    },
    destroy(error, callback) {
      pieces.close();
      callback(error);
    },
  });
  return result;
}

/** One connection after the other, each from where the last one broke. */
function openPieces({ first, start, end, reopen }: ResumeOptions) {
  let source = first;
  let chunks: AsyncIterator<Buffer> = source[Symbol.asyncIterator]();
  let at = start;
  let broken = false;
  let failures = 0;

  /** Null at the end. */
  async function next(): Promise<Buffer | null> {
    if (broken) {
      source = await reopen(at);
      chunks = source[Symbol.asyncIterator]();
      broken = false;
    }
    const { done, value } = await chunks.next();
    if (done && at <= end) throw new EndedEarly('The object ends before its size');
    failures = 0;
    if (done) return null;
    at += value.byteLength;
    return value;
  }

  return {
    next,
    /** How often in a row it has broken by now. */
    breakOff(): number {
      broken = true;
      failures += 1;
      return failures;
    },
    close(): void {
      source.on('error', () => {});
      source.destroy();
    },
  };
}

async function pull(
  pieces: ReturnType<typeof openPieces>,
  isTransient: ResumeOptions['isTransient'],
  stream: Readable,
): Promise<Buffer | null> {
  for (;;) {
    let failures: number;
    try {
      return await pieces.next();
    } catch (error) {
      // Opening again may fail as reading did: both count, and both are tried again.
      failures = pieces.breakOff();
      const passing = error instanceof EndedEarly || isTransient(error);
      if (stream.destroyed || failures > MAX_FAILURES || !passing) throw error;
    }
    await sleep(FIRST_PAUSE_MS * 2 ** (failures - 1), undefined, { ref: false });
  }
}
