import { addAbortSignal, Readable, type Duplex, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { meter, type MeterOptions } from './metered.ts';
import type { StoreError } from './store.ts';

export function toReadable(body: Readable | Uint8Array): Readable {
  if (body instanceof Readable) return body;
  return Readable.from(body.byteLength === 0 ? [] : [body], { objectMode: false });
}

export interface WriteOptions {
  body: Readable;
  through: Duplex;
  to: Writable;
  signal: AbortSignal | undefined;
  explain: (error: unknown) => StoreError;
}

/**
 * Writes a body out, and tells whose fault a failure is: the body's own error is thrown unchanged (the
 * caller knows what a broken download means), an abort throws the signal's reason, everything else is
 * the store's.
 */
export async function writeOut(options: WriteOptions): Promise<void> {
  const { body, through, to, signal, explain } = options;
  let culprit: unknown;
  // The one that fails emits first; the pipeline then destroys the others with the same error.
  for (const stream of [body, through, to]) stream.once('error', () => (culprit ??= stream));
  try {
    await pipeline(body, through, to, signal ? { signal } : {});
  } catch (error) {
    signal?.throwIfAborted();
    // A body that is destroyed without an error emits none.
    throw culprit === undefined || culprit === body ? error : explain(error);
  }
}

export interface ReadOptions {
  expect: NonNullable<MeterOptions['expect']>;
  signal: AbortSignal | undefined;
  explain: (error: unknown) => StoreError;
}

/** What a reader gets: checked at its end, and closing its source when it is given up. */
export function verified(source: Readable, { expect, signal, explain }: ReadOptions): Readable {
  const { stream } = meter({ expect });
  source.on('error', (error) => stream.destroy(explain(error)));
  stream.once('close', () => source.destroy());
  source.pipe(stream);
  return signal ? addAbortSignal(signal, stream) : stream;
}

/**
 * The part of a range that exists, inclusive; null when nothing of it does. A range past the end is not
 * an error here: who serves HTTP compares with the head and answers 416.
 */
export function clampRange(
  range: { start: number; end: number } | undefined,
  bytes: number,
): { start: number; end: number } | null {
  const start = Math.max(0, range?.start ?? 0);
  const end = Math.min(range?.end ?? bytes - 1, bytes - 1);
  return start > end ? null : { start, end };
}
