import type { VideoId } from '../../domain/ids.ts';
import type { VideoRecords } from '../../records/videos.ts';
import { openShortMemory } from '../http/short-memory.ts';
import type { VideoViews } from '../videos/views.ts';

/** What a viewer may read, by id alone: published trees and stored takes. */
export interface Viewable {
  /** Null while it is not published. */
  tenantOf(id: VideoId): Promise<string | null>;
  /** Where the store has it; null when it is not stored. */
  takeKey(id: VideoId, take: string): Promise<string | null>;
  /** A deleted video is gone at once, not when memory fades. */
  forget(id: VideoId): void;
}

/** How late another server's delete is noticed here. */
const REMEMBER_MS = 3_000;

export function openViewable(deps: {
  records: Pick<VideoRecords, 'find'>;
  views: Pick<VideoViews, 'read'>;
}): Viewable {
  const { records, views } = deps;
  const published = openShortMemory<string>(REMEMBER_MS);
  const takes = openShortMemory<string>(REMEMBER_MS);
  return {
    tenantOf: (id) =>
      published.recall(id, async () => {
        const record = await records.find(id);
        return record?.snapshot.status === 'published' ? record.tenant : null;
      }),

    takeKey: (id, candidate) =>
      takes.recall(`${id}/${candidate}`, async () => {
        const record = await records.find(id);
        const now = record === null ? null : await views.read(record.tenant, id);
        return now?.snapshot.candidates.find((take) => take.id === candidate)?.key ?? null;
      }),

    forget(id) {
      published.forget(id);
      takes.forget(id);
    },
  };
}
