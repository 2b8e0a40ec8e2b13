import type { File } from '@google-cloud/storage';
import { preconditionFailed } from '../precondition.ts';
import { statusOf } from './gcs-errors.ts';
import { readHead } from './gcs-read.ts';

/** A key that is replaced faster than it can be deleted this often is somebody's counter. */
const MAX_LOOKS = 10;

/** Always with a generation, because only then may the client library repeat it. */
export async function deleteObject(
  file: File,
  key: string,
  ifGeneration: string | undefined,
): Promise<boolean> {
  for (let look = 1; ; look += 1) {
    const head = await readHead(file, key);
    if (!head) return false;
    if (ifGeneration !== undefined && head.generation !== ifGeneration) throw preconditionFailed();
    try {
      await file.delete({ ifGenerationMatch: head.generation });
      return true;
    } catch (error) {
      if (statusOf(error) === 404) return false;
      const replaced = statusOf(error) === 412;
      if (!replaced || ifGeneration !== undefined || look === MAX_LOOKS) throw error;
    }
  }
}
