import type { VideoId } from '../../domain/ids.ts';
import { overallProgress } from '../../domain/video/live-progress.ts';
import { closeLostRun } from '../../domain/video/lost-run.ts';
import type { Stage } from '../../domain/video/stages.ts';
import { STAGES, progressAt } from '../../domain/video/stages.ts';
import type { VideoRecord } from '../../domain/video/record.ts';
import type { VideoSnapshot } from '../../domain/video/snapshot.ts';
import { isTerminal } from '../../domain/video/status.ts';
import type { ObjectStore } from '../../providers/stores/store.ts';
import { withEvidence } from '../../records/evidence.ts';
import type { OverRuns } from '../../records/lost-runs.ts';
import { closeRecordOfLostRun } from '../../records/lost-runs.ts';
import type { VideoRecords } from '../../records/videos.ts';
import { openKnownStates } from '../runs/known-states.ts';
import type { RunDescription } from '../runs/describe.ts';
import type { VideoClient } from '../runs/run-client.ts';
import { openLiveEvidence } from './live-evidence.ts';

/** A video as it stands, put together from the record, Temporal and the run itself. */
export interface VideoViews {
  /**
   * The record with the newest snapshot that can be had; null when unknown or deleted. Mends what it
   * meets: a run that was never started, a record that its run could not close.
   */
  read(tenant: string, id: VideoId): Promise<VideoRecord | null>;
  /** The same for a page of records, with one question to Temporal and none to any run. */
  refresh(records: readonly VideoRecord[]): Promise<VideoRecord[]>;
  /** Starts the run of a record that may have none yet. */
  ensureStarted(record: VideoRecord): Promise<VideoRecord>;
  forget(id: VideoId): void;
}

/** Runs of one page that are asked for one by one; more at once have just been accepted. */
const DESCRIBED = 20;

export function openVideoViews(deps: {
  records: VideoRecords;
  store: ObjectStore;
  client: VideoClient;
  now?: () => Date;
}): VideoViews {
  const { records, client, now = () => new Date() } = deps;
  const known = openKnownStates();
  const evidence = openLiveEvidence(deps.store);

  /** The run's own view, with what it does not carry; null when it does not answer. */
  const stateOf = async ({ tenant, id }: Pick<VideoRecord, 'tenant' | 'id'>) => {
    const own = await client.state(id);
    return own && (await withEvidence(evidence, { tenant, video: id }, own));
  };

  const runs: OverRuns = {
    snapshot: (id) => client.state(id),
    failure: (id) => client.failure(id),
  };

  const told = (
    record: VideoRecord,
    snapshot: VideoSnapshot,
    progress = snapshot.progress,
  ): VideoRecord => {
    const live = !isTerminal(snapshot.status);
    return {
      ...record,
      snapshot: { ...snapshot, progress: known.raised(record.id, progress, live) },
    };
  };

  const close = async (record: VideoRecord, ended: VideoSnapshot): Promise<VideoRecord | null> => {
    const standing = await records.close(record.tenant, record.id, ended);
    return standing === null ? null : told(record, standing);
  };

  const ensureStarted: VideoViews['ensureStarted'] = async (record) => {
    if (now().getTime() < deadlineOf(record)) {
      await client.start(record);
      return record;
    }
    const ended = closeLostRun(record.snapshot, 'timed_out', now().toISOString());
    return (await close(record, ended)) ?? record;
  };

  /** For a run that ended, or that Temporal has never heard of, and a record that says neither. */
  const mend = async (
    record: VideoRecord,
    state: Exclude<RunDescription['state'], 'open'> | 'absent',
  ): Promise<VideoRecord | null> => {
    // A run closes its record before it ends, so one that just ended has done so by now.
    const again = await records.read(record.tenant, record.id);
    if (again === null) return null;
    if (isTerminal(again.snapshot.status)) return told(again, again.snapshot);
    if (state === 'absent' && again.snapshot.status === 'queued') return ensureStarted(again);
    const heard = known.snapshot(record.id);
    const at = now().toISOString();
    const ended = await closeRecordOfLostRun({ ...deps, runs }, again, state, { heard, at });
    return ended === null ? null : told(again, ended);
  };

  return {
    ensureStarted,
    forget: (id) => known.forget(id),

    async read(tenant, id) {
      const record = await records.read(tenant, id);
      if (record === null) return null;
      if (isTerminal(record.snapshot.status)) return told(record, record.snapshot);
      const [run, own] = await Promise.all([client.describe(id), stateOf({ tenant, id })]);
      if (run === null) return mend(record, 'absent');
      if (run.state !== 'open') return mend(record, run.state);
      if (own !== null) known.heard(id, own);
      const last = own ?? atStage(newest(record.snapshot, known.snapshot(id)), run.stage);
      const snapshot = atWork(last);
      return told(record, snapshot, overallProgress(snapshot, run.live));
    },

    async refresh(page) {
      const live = page.filter(({ snapshot }) => !isTerminal(snapshot.status));
      const stages = await client.openStages(live.map(({ id }) => id));
      // Visibility is a moment late: of what it does not tell, the run itself is asked for.
      const untold = live.filter(({ id }) => !stages.has(id)).slice(0, DESCRIBED);
      await Promise.all(
        untold.map(async ({ id }) => {
          const run = await client.describe(id);
          if (run?.state === 'open') stages.set(id, run.stage);
        }),
      );
      return page.map((record) => {
        const { id, snapshot } = record;
        const stage = stages.get(id);
        if (isTerminal(snapshot.status)) return told(record, snapshot);
        const last = newest(snapshot, known.snapshot(id));
        return told(record, stage === undefined ? last : atWork(atStage(last, stage)));
      });
    },
  };
}

function newest(recorded: VideoSnapshot, heard: VideoSnapshot | null): VideoSnapshot {
  return heard !== null && heard.updatedAt > recorded.updatedAt ? heard : recorded;
}

/** Brings an older snapshot up to the stage that Temporal tells of the run; never back. */
function atStage(snapshot: VideoSnapshot, stage: Stage | null): VideoSnapshot {
  if (stage === null || isTerminal(snapshot.status)) return snapshot;
  const known = snapshot.stage === null ? -1 : STAGES.indexOf(snapshot.stage);
  if (STAGES.indexOf(stage) <= known) return snapshot;
  const progress = Math.max(snapshot.progress, progressAt(stage, 0));
  return { ...snapshot, stage, status: 'in_progress', progress };
}

/** What Temporal carries is at work, though its record was written before it was: `GET` and lists agree. */
function atWork(snapshot: VideoSnapshot): VideoSnapshot {
  if (snapshot.status !== 'queued') return snapshot;
  const candidates = snapshot.candidates.map((take) =>
    take.status === 'waiting' ? { ...take, status: 'generating' as const } : take,
  );
  return { ...snapshot, status: 'in_progress', candidates };
}

function deadlineOf({ createdAt, request }: VideoRecord): number {
  return Date.parse(createdAt) + request.plan.deadline * 1_000;
}
