import type { VideoRecord } from '../../domain/video/record.ts';
import type { VideoRecords } from '../../records/videos.ts';
import type { ListQuery } from './list-query.ts';
import { indexCursor, matches, publicCursor } from './list-query.ts';
import type { VideoViews } from './views.ts';

export interface VideoPage {
  videos: VideoRecord[];
  /** Null when there is nothing more. */
  nextCursor: string | null;
}

/** Entries that one page looks at, whatever its filter: a page may be short, but never slow. */
const LOOKED_AT = 200;

/** Newest first; ended and running ones merged, the record winning. */
export async function pageOfVideos(
  deps: { records: VideoRecords; views: VideoViews },
  tenant: string,
  query: ListQuery,
): Promise<VideoPage> {
  const videos: VideoRecord[] = [];
  const since = query.created_after === undefined ? 0 : Date.parse(query.created_after);
  let after = query.cursor === undefined ? undefined : indexCursor(query.cursor);
  for (let looked = 0; looked < LOOKED_AT;) {
    const page = await deps.records.list(tenant, {
      limit: Math.min(query.limit, LOOKED_AT - looked),
      ...(after === undefined ? {} : { after }),
    });
    looked += Math.max(1, page.entries.length);
    const shown = await shownOf(deps.views, page.entries);
    for (const { cursor, record } of shown) {
      after = cursor;
      if (record === null) continue;
      if (Date.parse(record.createdAt) <= since) return { videos, nextCursor: null };
      if (matches(record, query)) videos.push(record);
      if (videos.length === query.limit) {
        const last = cursor === shown.at(-1)?.cursor && !page.more;
        return { videos, nextCursor: last ? null : publicCursor(cursor) };
      }
    }
    if (!page.more) return { videos, nextCursor: null };
  }
  return { videos, nextCursor: after === undefined ? null : publicCursor(after) };
}

type Entry = Awaited<ReturnType<VideoRecords['list']>>['entries'][number];

async function shownOf(views: VideoViews, entries: Entry[]): Promise<Entry[]> {
  const there = entries.flatMap(({ record }) => (record === null ? [] : [record]));
  const fresh = new Map((await views.refresh(there)).map((record) => [record.id, record]));
  return entries.map((entry) => ({ ...entry, record: fresh.get(entry.id) ?? null }));
}
