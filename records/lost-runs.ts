import type { VideoId } from '../domain/ids.ts';
import type { Failure } from '../domain/video/failure.ts';
import type { RunEnd } from '../domain/video/lost-run.ts';
import { endOfLostRun } from '../domain/video/lost-run.ts';
import type { VideoRecord } from '../domain/video/record.ts';
import type { VideoSnapshot } from '../domain/video/snapshot.ts';
import { isTerminal } from '../domain/video/status.ts';
import type { ObjectStore } from '../providers/stores/store.ts';
import { evidenceOf, withEvidence } from './evidence.ts';
import type { VideoRecords } from './videos.ts';

/** What can be asked of a run that is over. */
export interface OverRuns {
  /** Its own view; null when no worker answers, or its history is gone. */
  snapshot(id: VideoId): Promise<VideoSnapshot | null>;
  /** What it failed with; null when it did not, or when that cannot be told. */
  failure(id: VideoId): Promise<Pick<Failure, 'code' | 'message'> | null>;
}

interface LostRunDeps {
  records: Pick<VideoRecords, 'close'>;
  runs: OverRuns;
  store: ObjectStore;
}

/**
 * Closes the record of a run that ended without doing so. `GET` and the sweep both do it here, so that
 * whichever comes first tells the same end. Answers the end that stands; null when it was deleted.
 *
 * @param heard a newer snapshot than the record's, if there is one
 */
export async function closeRecordOfLostRun(
  { records, runs, store }: LostRunDeps,
  record: VideoRecord,
  end: RunEnd,
  { heard, at }: { heard?: VideoSnapshot | null; at: string },
): Promise<VideoSnapshot | null> {
  const { tenant, id } = record;
  const told = end === 'absent' ? null : await runs.snapshot(id);
  // A run does not carry what judges measured; its record does.
  const snapshot = told && (await withEvidence(evidenceOf(store), { tenant, video: id }, told));
  const untold = snapshot === null || !isTerminal(snapshot.status);
  const failure = untold && end === 'failed' ? await runs.failure(id) : null;
  const known = heard ?? record.snapshot;
  return records.close(tenant, id, endOfLostRun(known, end, { snapshot, failure }, at));
}
