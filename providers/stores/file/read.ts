import { crc32c } from '@node-rs/crc32';
import { open, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { assertPrecondition } from '../precondition.ts';
import { StoreError, type GetOptions, type GetResult, type ObjectHead } from '../store.ts';
import { clampRange, verified } from '../transfer.ts';
import { errnoOf, toStoreError } from './file-errors.ts';
import { readPointer, type Layout, type Pointer } from './layout.ts';

const SMALL_BYTES = 64 * 1024;

export async function readObject(
  layout: Layout,
  key: string,
  { range, ifGeneration, signal }: GetOptions,
): Promise<GetResult | null> {
  signal?.throwIfAborted();
  const opened = await openVersion(layout, key, ifGeneration);
  if (!opened) return null;
  const { pointer, handle } = opened;
  const { head } = pointer;
  const part = clampRange(range, head.bytes);
  if (!part) {
    await handle.close();
    return { head, body: Readable.from([]) };
  }
  const whole = part.start === 0 && part.end === head.bytes - 1;
  if (whole && head.bytes <= SMALL_BYTES) return { head, body: await readSmall(head, handle) };
  const body = verified(handle.createReadStream(part), {
    expect: whole
      ? { bytes: head.bytes, crc32c: head.crc32c }
      : { bytes: part.end - part.start + 1 },
    signal,
    explain: toStoreError,
  });
  return { head, body };
}

/** A stream costs more than all of a small object, and lists read hundreds of them. */
async function readSmall(head: ObjectHead, handle: FileHandle): Promise<Readable> {
  try {
    const bytes = await handle.readFile();
    const body = Readable.from([bytes], { objectMode: false });
    const sum = crc32c(bytes).toString(16).padStart(8, '0');
    if (sum === head.crc32c && bytes.byteLength === head.bytes) return body;
    const damaged = new StoreError('checksum_mismatch', 'The stored bytes are damaged');
    return new Readable({
      // Only who reads has a listener for it.
      read() {
        this.destroy(damaged);
      },
    });
  } finally {
    await handle.close();
  }
}

/** An open file outlives its replacement, so from here on the reader cannot be disturbed. */
async function openVersion(
  layout: Layout,
  key: string,
  ifGeneration: string | undefined,
): Promise<{ pointer: Pointer; handle: FileHandle } | null> {
  let missing: string | undefined;
  for (;;) {
    const pointer = await readPointer(layout, key);
    if (!pointer) return null;
    if (ifGeneration !== undefined) assertPrecondition(pointer.head, { generation: ifGeneration });
    try {
      return { pointer, handle: await open(pointer.blobPath, 'r') };
    } catch (error) {
      // Replaced between the two steps: look again. The same version missing twice is lost.
      if (errnoOf(error) !== 'ENOENT' || missing === pointer.blobPath) throw error;
      missing = pointer.blobPath;
    }
  }
}
