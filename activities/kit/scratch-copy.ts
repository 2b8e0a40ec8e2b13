import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ObjectStore } from '../../providers/stores/store.ts';
import { activityFailure } from './failures.ts';

/** A local copy of a stored object, checked against its checksum: all that ffmpeg is ever given. */
export async function copyToScratch(
  store: ObjectStore,
  key: string,
  { dir, signal }: { dir: string; signal: AbortSignal },
): Promise<string> {
  const found = await store.get(key, { signal });
  if (found === null) {
    const message = 'A file that belongs to this video is gone from our storage.';
    throw activityFailure({ code: 'storage_failed', message, retryable: false });
  }
  const file = join(dir, 'input');
  await pipeline(found.body, createWriteStream(file), { signal });
  return file;
}
