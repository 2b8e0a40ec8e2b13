import type { VideoId } from '../../domain/ids.ts';
import type { VideoRecord } from '../../domain/video/record.ts';
import type { VideoRecords } from '../../records/videos.ts';

/** Everything that a scan finds, newest first. */
export async function listed(
  records: VideoRecords,
  tenant: string,
  query: Partial<Parameters<VideoRecords['scan']>[1]> = {},
): Promise<{ id: VideoId; place: string; record: VideoRecord | null }[]> {
  const found = [];
  for await (const { entries } of records.scan(tenant, { lists: ['all'], ...query })) {
    const each = await records.readEach(
      tenant,
      entries.map(({ id }) => id),
    );
    found.push(...entries.map(({ id, place }, at) => ({ id, place, record: each[at] ?? null })));
  }
  return found;
}
