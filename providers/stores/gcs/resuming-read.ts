import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** In a row, without a byte between them. */
const MAX_FAILURES = 5;
const FIRST_PAUSE_MS = 100;

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

  async function pull(stream: Readable): Promise<Buffer | null> {
    for (;;) {
      try {
        const next = await chunks.next();
        if (!next.done) {
          at += next.value.byteLength;
          failures = 0;
          return next.value;
        }
        if (at > end) return null;
        failures += 1;
        if (failures > MAX_FAILURES) throw new Error('The object ends before its size');
      } catch (error) {
        failures += 1;
        if (stream.destroyed || failures > MAX_FAILURES || !isTransient(error)) throw error;
      }
      await sleep(FIRST_PAUSE_MS * 2 ** (failures - 1), undefined, { ref: false });
      source = await reopen(at);
      chunks = source[Symbol.asyncIterator]();
    }
  }

  const result: Readable = new Readable({
    read() {
      pull(result).then(
        (chunk) => result.push(chunk),
        (error: unknown) => result.destroy(error as Error),
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
