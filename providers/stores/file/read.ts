import { open, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { assertPrecondition } from '../precondition.ts';
import type { GetOptions, GetResult } from '../store.ts';
import { clampRange, verified } from '../transfer.ts';
import { errnoOf, toStoreError } from './file-errors.ts';
import { readPointer, type Layout, type Pointer } from './layout.ts';

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
  const body = verified(handle.createReadStream(part), {
    expect: whole
      ? { bytes: head.bytes, crc32c: head.crc32c }
      : { bytes: part.end - part.start + 1 },
    signal,
    explain: toStoreError,
  });
  return { head, body };
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
