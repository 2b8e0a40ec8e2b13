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
  const { end, reopen, isTransient } = options;
  let source = options.first;
  let chunks: AsyncIterator<Buffer> = source[Symbol.asyncIterator]();
  let at = options.start;
  let failures = 0;
  let broken = false;

  /** Null at the end. */
  async function next(): Promise<Buffer | null> {
    if (broken) {
      source = await reopen(at);
      chunks = source[Symbol.asyncIterator]();
      broken = false;
    }
    const { done, value } = await chunks.next();
    if (!done) {
      at += value.byteLength;
      return value;
    }
    if (at > end) return null;
    throw new EndedEarly('The object ends before its size');
  }

  async function pull(stream: Readable): Promise<Buffer | null> {
    for (;;) {
      try {
        const chunk = await next();
        failures = 0;
        return chunk;
      } catch (error) {
        // Opening again may fail as reading did: both count, and both are tried again.
        failures += 1;
        const passing = error instanceof EndedEarly || isTransient(error);
        if (stream.destroyed || failures > MAX_FAILURES || !passing) throw error;
        broken = true;
      }
      await sleep(FIRST_PAUSE_MS * 2 ** (failures - 1), undefined, { ref: false });
    }
  }

  const result: Readable = new Readable({
    read() {
      pull(result).then(
        (chunk) => result.push(chunk),
        (error: unknown) =>
          result.destroy(error instanceof Error ? error : new Error(String(error))),
      );
    },
    destroy(error, callback) {
      source.on('error', () => {});
      source.destroy();
      callback(error);
    },
  });
  return result;
}
