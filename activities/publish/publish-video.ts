import { buffer } from 'node:stream/consumers';
import { hlsMasterKey, hlsPrefix, hlsVersionPrefix, STABLE_MASTER } from '../../domain/keys.ts';
import { forRun } from '../../domain/takes/evidence.ts';
import { isTerminal } from '../../domain/video/status.ts';
import type { VideoSnapshot } from '../../domain/video/snapshot.ts';
import { StoreError } from '../../providers/stores/store.ts';
import type { IoActivities, PublishInput } from '../contract.ts';
import type { Bounded } from '../kit/attempt.ts';
import { withHeartbeat } from '../kit/heartbeat.ts';
import { evidenceOf, withEvidence } from '../../records/evidence.ts';
import { deletePrefix } from '../../records/prefixes.ts';
import type { IoDeps, StorageDeps } from '../kit/deps.ts';
import { activityFailure, erased } from '../kit/failures.ts';
import { treeVersions } from '../../records/tree-versions.ts';

/** Players ask for the master once per view: a new version is seen within this many seconds. */
const BRIEFLY = 'public, max-age=10';

/**
 * Makes a version visible by one last write, then closes the record. Both are repeatable; when the
 * record was closed otherwise meanwhile, that end stands and the tree goes out of sight again.
 */
export function createPublishVideo(deps: IoDeps): Bounded<IoActivities>['publishVideo'] {
  return (input) => {
    const live = { stage: 'publish', take: null, fraction: 0 } as const;
    return withHeartbeat(
      { live, otherwise: 'storage_failed', log: deps.log },
      async ({ signal }) => {
        const record = await deps.records.read(input.tenant, input.video);
        if (record === null) throw erased();
        // An attempt before this one may have died between any two of its writes.
        const standing = isTerminal(record.snapshot.status)
          ? record.snapshot
          : await showAndClose(deps, input, signal);
        if (standing?.status !== 'published') await hide(deps, input);
        if (standing === null) throw erased();
        await dropOtherVersions(deps, input, standing);
        return forRun(standing);
      },
    );
  };
}

async function showAndClose(
  deps: IoDeps,
  input: PublishInput,
  signal: AbortSignal,
): Promise<VideoSnapshot | null> {
  const master = await stableMaster(deps, input);
  // From here on a cancellation is too late, unless another end is recorded first.
  signal.throwIfAborted();
  await show(deps, input, master);
  const snapshot = await withEvidence(evidenceOf(deps.store), input, input.snapshot);
  return deps.records.close(input.tenant, input.video, snapshot);
}

async function stableMaster({ store }: StorageDeps, input: PublishInput): Promise<Buffer> {
  const { tenant, video, snapshot } = input;
  const found = await store.get(
    `${hlsVersionPrefix(tenant, video, snapshot.media?.version ?? 0)}${STABLE_MASTER}`,
  );
  if (found !== null) return buffer(found.body);
  const message = 'The tree that was to be published is gone from our storage.';
  throw activityFailure({ code: 'storage_failed', message, retryable: false });
}

async function show(deps: StorageDeps, input: PublishInput, master: Buffer): Promise<void> {
  const key = hlsMasterKey(input.tenant, input.video);
  const standing = await deps.store.head(key);
  try {
    await deps.store.put(key, master, {
      contentType: 'application/vnd.apple.mpegurl',
      cacheControl: BRIEFLY,
      if: standing === null ? 'absent' : { generation: standing.generation },
    });
  } catch (cause) {
    if (!(cause instanceof StoreError) || cause.code !== 'precondition_failed') throw cause;
    // An attempt that was thought dead; the next one sees what it made of the record.
    const message = 'Another attempt published at the same moment.';
    throw activityFailure({ code: 'storage_failed', message, retryable: true, cause });
  }
}

async function hide(deps: StorageDeps, input: PublishInput): Promise<void> {
  await deps.store.delete(hlsMasterKey(input.tenant, input.video));
}

/** Trees of attempts that died. Nobody has been shown them, and a failure here costs only space. */
async function dropOtherVersions(
  deps: IoDeps,
  { tenant, video }: PublishInput,
  standing: VideoSnapshot,
): Promise<void> {
  const shown = standing.media?.version ?? 0;
  try {
    for (const version of await treeVersions(deps.store, { tenant, video })) {
      if (version === shown) continue;
      await deletePrefix(deps.store, hlsVersionPrefix(tenant, video, version));
    }
  } catch (error) {
    deps.log.warn({ err: error, prefix: hlsPrefix(tenant, video) }, 'an old tree was left behind');
  }
}
