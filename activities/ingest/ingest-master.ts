import { masterKey } from '../../domain/keys.ts';
import type { MediaInfo } from '../../domain/renditions/media.ts';
import { probe } from '../../media/source/probe.ts';
import { openScratch } from '../../media/ffmpeg/scratch.ts';
import type { ObjectHead } from '../../providers/stores/store.ts';
import { StoreError } from '../../providers/stores/store.ts';
import type { IngestInput, Master, MediaActivities } from '../contract.ts';
import type { Work } from '../kit/heartbeat.ts';
import type { Bounded } from '../kit/attempt.ts';
import { withHeartbeat } from '../kit/heartbeat.ts';
import type { MediaDeps } from '../kit/deps.ts';
import { withTools } from '../kit/tools.ts';
import { activityFailure, erased } from '../kit/failures.ts';
import { copyToScratch } from '../kit/scratch-copy.ts';
import { mediaInfo } from '../score/score-take.ts';

/** Copies the winner to the master inside the store and compares checksums. */
export function createIngestMaster(deps: MediaDeps): Bounded<MediaActivities>['ingestMaster'] {
  return (input) => {
    const live = { stage: 'ingest', take: input.take, fraction: 0 } as const;
    return withHeartbeat({ live, otherwise: 'storage_failed', log: deps.log }, (work) =>
      ingest(deps, input, work),
    );
  };
}

async function ingest(deps: MediaDeps, input: IngestInput, work: Work): Promise<Master> {
  const { tenant, video, take, container, stored } = input;
  if (await deps.records.isBuried(tenant, video)) throw erased();
  const key = masterKey(tenant, video, take, container);
  const head = await copyOnce(deps, input.key, key, work.signal);
  if (head.crc32c !== stored.crc32c || head.bytes !== stored.bytes) {
    const message = 'The master does not match the take that was picked.';
    throw activityFailure({ code: 'storage_failed', message, retryable: false });
  }
  work.progress(0.5);
  const media = input.media ?? (await measure(deps, key, container, work.signal));
  return { key, container, stored, media };
}

async function copyOnce(
  { store }: MediaDeps,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<ObjectHead> {
  try {
    return await store.copy(from, to, { if: 'absent', signal });
  } catch (error) {
    const earlier = error instanceof StoreError && error.code === 'precondition_failed';
    const head = earlier ? await store.head(to) : null;
    if (head === null) throw error;
    return head;
  }
}

/** Only for a take that no judge could read the measures of. */
async function measure(
  deps: MediaDeps,
  key: string,
  container: Master['container'],
  signal: AbortSignal,
): Promise<MediaInfo> {
  await using scratch = await openScratch(deps.scratchRoot);
  const file = await copyToScratch(deps.store, key, { dir: scratch.path, signal });
  return mediaInfo(await probe({ file, container, signal, ...withTools(deps) }));
}
