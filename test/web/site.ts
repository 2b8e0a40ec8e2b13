import { hlsPrefix } from '../../domain/keys.ts';
import type { VideoRecord } from '../../domain/video/record.ts';
import type { VideoSnapshot } from '../../domain/video/snapshot.ts';
import type { ApiFixture } from '../api/api-fixture.ts';
import { startApi } from '../api/api-fixture.ts';
import type { Clips } from './clips.ts';
import type { Run } from './run.ts';
import { openRun } from './run.ts';
import { begunVideo, judged } from './snapshots.ts';

const TENANT = 'default';

/** The product's own API with one video in it, whose run a test plays. */
export interface Site {
  origin: string;
  video: VideoRecord;
  run: Run;
  api: ApiFixture;
  /** Ends the run: the record is closed, as a run does before it ends. */
  end: (part: Partial<VideoSnapshot>) => Promise<void>;
  close: () => Promise<void>;
}

export interface SiteOptions {
  /** What `/v1` asks for; without one it is open. */
  key?: string;
  /** Keys that know nothing of the video. */
  others?: { tenant: string; key: string }[];
}

export async function openSite(clips: Clips, options: SiteOptions = {}): Promise<Site> {
  const video = begunVideo(TENANT);
  const run = openRun(video.snapshot);
  const { key, others = [] } = options;
  const api = await startApi({
    client: run.client,
    at: { temporalUi: 'http://temporal.test' },
    keys: key === undefined ? [] : [{ tenant: TENANT, key }, ...others],
  });
  await api.records.create(video);
  await store(api, video, clips);
  return {
    origin: api.url,
    video,
    run,
    api,
    async end(part) {
      run.tell(part);
      await api.records.close(TENANT, video.id, run.snapshot);
    },
    close: () => api.close(),
  };
}

async function store({ store: objects }: ApiFixture, video: VideoRecord, clips: Clips) {
  const put = (to: string, bytes: Buffer, contentType = 'application/octet-stream') =>
    objects.put(to, bytes, { contentType, if: 'absent' });
  for (const { index, key } of judged(video)) {
    const clip = clips.takes[index];
    if (clip !== undefined && key !== null) await put(key, clip, 'video/mp4');
  }
  for (const [path, bytes] of clips.hls) await put(`${hlsPrefix(TENANT, video.id)}${path}`, bytes);
}
