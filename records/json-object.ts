import { buffer } from 'node:stream/consumers';
import type { ObjectStore, PutOptions } from '../providers/stores/store.ts';
import { StoreError } from '../providers/stores/store.ts';

/** A small JSON document and the generation to quote when replacing it. */
export interface StoredJson {
  value: unknown;
  generation: string;
}

export async function readJson(store: ObjectStore, key: string): Promise<StoredJson | null> {
  const found = await store.get(key);
  if (found === null) return null;
  const bytes = await buffer(found.body);
  return { value: JSON.parse(bytes.toString('utf8')), generation: found.head.generation };
}

/** False when the precondition did not hold; every other trouble is thrown. */
export async function writeJson(
  store: ObjectStore,
  key: string,
  value: unknown,
  condition: PutOptions['if'],
): Promise<boolean> {
  const body = Buffer.from(JSON.stringify(value));
  try {
    await store.put(key, body, { contentType: 'application/json', if: condition });
    return true;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'precondition_failed') return false;
    throw error;
  }
}
