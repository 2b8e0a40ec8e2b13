import { createReadStream } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import type { ScoreTakeInput } from '../../activities/contract.ts';
import type { TakeRef } from '../../domain/refs.ts';
import { takeKey } from '../../domain/keys.ts';
import type { StoredBytes } from '../../domain/renditions/media.ts';
import type { World } from './world.ts';

/** A clip where `keepTake` would have put it. */
export async function storeTake(
  { io: { store } }: World,
  ref: TakeRef,
  file: string,
): Promise<ScoreTakeInput & { stored: StoredBytes }> {
  const key = takeKey(ref.tenant, ref.video, ref.take, 'mp4');
  const options = { contentType: 'video/mp4', if: 'absent' } as const;
  const { bytes, crc32c } = await store.put(key, createReadStream(file), options);
  return { ...ref, key, container: 'mp4', stored: { bytes, crc32c } };
}

/** Command lines of programs that work on files of this world. */
export async function programs({ media }: World): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
  return (await Promise.all(lines)).filter((line) => line.includes(media.scratchRoot));
}
