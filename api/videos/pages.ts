import type { VideoRecord } from '../../domain/video/record.ts';
import type { ListName } from '../../records/lists.ts';
import type { VideoRecords } from '../../records/videos.ts';
import { isTerminal } from '../../domain/video/status.ts';
import type { ListQuery } from './list-query.ts';
import { indexCursor, matches, publicCursor, wantedBy } from './list-query.ts';
import type { VideoViews } from './views.ts';

export interface VideoPage {
  videos: VideoRecord[];
  /** Null when there is nothing more. */
  nextCursor: string | null;
}

/** A page may be short, whatever its filter, but it is never slow: what it found by then is shown. */
const PAGE_MS = 150;

export interface PageDeps {
  records: Pick<VideoRecords, 'scan' | 'readEach'>;
  views: Pick<VideoViews, 'refresh'>;
  /** In milliseconds; only differences count. */
  clock?: () => number;
}

/** Newest first; ended and running ones merged, the record winning. */
export async function pageOfVideos(
  { records, views, clock = () => performance.now() }: PageDeps,
  tenant: string,
  query: ListQuery,
): Promise<VideoPage> {
  const began = clock();
  const videos: VideoRecord[] = [];
  let last = '';
  const scanning = records.scan(tenant, {
    lists: listsOf(query),
    wanted: wantedBy(query),
    after: query.cursor === undefined ? undefined : indexCursor(query.cursor),
    since: query.created_after === undefined ? undefined : Date.parse(query.created_after),
  });
  for await (const { entries, through } of scanning) {
    const ids = entries.map(({ id }) => id);
    const found = (await records.readEach(tenant, ids)).filter((record) => record !== null);
    const shown = new Map((await views.refresh(found)).map((record) => [record.id, record]));
    for (const { id, place } of entries) {
      const record = shown.get(id);
      if (record === undefined || !matches(record, query)) continue;
      // One more than asked for says that there is more.
      if (videos.length === query.limit) return { videos, nextCursor: publicCursor(last) };
      videos.push(record);
      last = place;
    }
    if (clock() - began > PAGE_MS) return { videos, nextCursor: publicCursor(through) };
  }
  return { videos, nextCursor: null };
}

/** The lists that can hold what is asked for: of a status, nothing else is looked at. */
function listsOf({ status, stage }: ListQuery): ListName[] {
  // Only what has not ended has a stage.
  if (stage !== undefined) return ['open'];
  if (status === undefined) return ['all'];
  return [...new Set(status.map((each): ListName => (isTerminal(each) ? each : 'open')))];
}
