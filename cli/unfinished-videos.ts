import type { ApiClient } from '../client/call-api.ts';
import type { Video } from '../client/resources.ts';
import { listVideos } from '../client/videos.ts';
import { isTerminal } from '../domain/video/status.ts';

/** One page: older ones than that go on as well, and nobody waits for a list of them. */
const LOOKED_AT = '50';
const ASKED_FOR_MS = 3_000;

/** Videos that an earlier start left unfinished, newest first; none where the API cannot say. */
export async function findUnfinished(client: ApiClient): Promise<Video[]> {
  const signal = AbortSignal.timeout(ASKED_FOR_MS);
  const page = await listVideos(client, { limit: LOOKED_AT }, signal).catch(() => null);
  return (page?.data ?? []).filter((video) => !isTerminal(video.status));
}

export function describeUnfinished(videos: readonly Video[]): string {
  const [first] = videos;
  if (videos.length === 1) return `1 earlier video goes on: ${first?.id} (${first?.status})`;
  return `${videos.length} earlier videos go on, the newest: ${first?.id} (${first?.status})`;
}
