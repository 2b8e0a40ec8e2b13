import * as z from 'zod';
import type { VideoId } from '../domain/ids.ts';
import { isVideoId } from '../domain/ids.ts';
import { indexKey, indexPrefix } from '../domain/keys.ts';
import { documentKind } from './document.ts';
import type { ObjectStore } from '../providers/stores/store.ts';

export interface IndexPage {
  /** `cursor` is what comes after the index prefix; pass the last one as `after`. */
  entries: { id: VideoId; cursor: string }[];
  more: boolean;
}

const ListEntry = z.looseObject({ id: z.string() });

export const listEntryDocument = documentKind<
  { tenant: string; id: VideoId; createdAt: string },
  z.infer<typeof ListEntry>
>({
  name: 'list entry',
  key: ({ tenant, id, createdAt }) => indexKey(tenant, id, createdAt),
  version: 1,
  schema: ListEntry,
});

/** Millisecond digits and the hyphen in front of an id, as `indexKey` writes them. */
const CURSOR = /^\d{13}-(.+)$/;

export function isIndexCursor(text: string): boolean {
  return isVideoId(CURSOR.exec(text)?.[1] ?? '');
}

/** Repeatable: the key says everything, the content nothing. */
export async function addToIndex(
  store: ObjectStore,
  video: { tenant: string; id: VideoId; createdAt: string },
): Promise<void> {
  await listEntryDocument.create(store, video, { id: video.id });
}

/** A page of a tenant's videos, newest first. */
export async function pageOfIndex(
  store: ObjectStore,
  tenant: string,
  page: { after?: string; limit: number },
): Promise<IndexPage> {
  const prefix = indexPrefix(tenant);
  const { objects, more } = await store.list(prefix, {
    limit: page.limit,
    ...(page.after === undefined ? {} : { after: prefix + page.after }),
  });
  const entries = objects.flatMap(({ key }) => {
    const cursor = key.slice(prefix.length);
    const id = CURSOR.exec(cursor)?.[1];
    return id === undefined ? [] : [{ id, cursor }];
  });
  return { entries, more };
}
