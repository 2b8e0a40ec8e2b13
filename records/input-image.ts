import { inputImageKey } from '../domain/keys.ts';
import type { VideoRef } from '../domain/refs.ts';
import type { ObjectStore } from '../providers/stores/store.ts';
import { StoreError } from '../providers/stores/store.ts';

/** An uploaded first frame. */
export interface InputUpload {
  bytes: Uint8Array;
  mediaType: string;
}

/** Repeatable. */
export async function keepInputImage(
  store: ObjectStore,
  { tenant, video }: VideoRef,
  { bytes, mediaType }: InputUpload,
): Promise<void> {
  const key = inputImageKey(tenant, video);
  try {
    await store.put(key, bytes, { contentType: mediaType, if: 'absent' });
  } catch (error) {
    // The same bytes, by an earlier try with the same key.
    if (!(error instanceof StoreError && error.code === 'precondition_failed')) throw error;
  }
}
