import { isTerminal } from '../../domain/video/status.ts';
import { readable } from '../../records/document.ts';
import type { ListEntry } from '../../records/lists.ts';
import { createdAtOf } from '../../records/lists.ts';
import { closeRecordOfLostRun } from '../../records/lost-runs.ts';
import type { IoActivities } from '../contract.ts';
import type { Bounded } from '../kit/attempt.ts';
import { withHeartbeat } from '../kit/heartbeat.ts';
import type { IoDeps } from '../kit/deps.ts';

type SweepDeps = Pick<IoDeps, 'records' | 'runs' | 'store' | 'tenants' | 'log'>;

/** Open videos asked for in one question to visibility. */
const BATCH = 200;
/** Videos that are looked at side by side. */
const AT_ONCE = 8;
/** A run may be between its record and its start, or between its last event and its record. */
const SETTLING_MS = 2 * 60_000;
/** No request takes this long from its first write to its record: what has none by then never will. */
const ORPHAN_MS = 60 * 60_000;
/** For entries of earlier releases; what is left over is the next sweep's. */
const ADOPTING_MS = 4 * 60_000;

/**
 * Closes the records of runs that ended without writing their end, and clears away what never became a
 * video. Looks at what is listed as open, by name, and reads only what has no open run. Returns how many
 * records it closed.
 */
export function createSweep(deps: SweepDeps): Bounded<IoActivities>['sweep'] {
  return () => {
    const live = { stage: 'publish', take: null, fraction: 0 } as const;
    return withHeartbeat(
      { live, otherwise: 'storage_failed', log: deps.log },
      async ({ signal, left }) => {
        let closed = 0;
        for (const tenant of deps.tenants) closed += await sweepTenant(deps, tenant, signal);
        const until = Date.now() + Math.min(ADOPTING_MS, left() / 2);
        const goOn = (): boolean => !signal.aborted && Date.now() < until;
        for (const tenant of deps.tenants) await deps.records.adoptOld(tenant, goOn);
        return closed;
      },
    );
  };
}

async function sweepTenant(deps: SweepDeps, tenant: string, signal: AbortSignal): Promise<number> {
  let closed = 0;
  for await (const { entries } of deps.records.scan(tenant, { lists: ['open'], batch: BATCH })) {
    signal.throwIfAborted();
    const due = entries.filter((entry) => ageOf(entry) >= SETTLING_MS);
    const running = await deps.runs.running(due.map(({ id }) => id));
    const lost = due.filter(({ id }) => !running.has(id));
    for (let at = 0; at < lost.length; at += AT_ONCE) {
      const some = lost.slice(at, at + AT_ONCE);
      const done = await Promise.all(some.map((entry) => settleOne(deps, tenant, entry)));
      closed += done.filter(Boolean).length;
    }
  }
  return closed;
}

/** True when it closed a record. */
async function settleOne(deps: SweepDeps, tenant: string, entry: ListEntry): Promise<boolean> {
  const reading = await readable(
    deps.records.read(tenant, entry.id).then((record) => ({ record })),
  );
  // A later release knows what to do with it.
  if (reading === null) return false;
  const { record } = reading;
  if (record === null || isTerminal(record.snapshot.status)) {
    if (record !== null || ageOf(entry) > ORPHAN_MS) await deps.records.settle(tenant, entry);
    return false;
  }
  const { id, createdAt, request } = record;
  const state = await deps.runs.state(id);
  if (state === 'open') return false;
  // Accepted and never started: whoever reads or repeats it starts it, until its time is over.
  const age = Date.now() - Date.parse(createdAt);
  if (state === 'absent' && age < request.plan.deadline * 1_000) return false;
  const at = new Date().toISOString();
  await closeRecordOfLostRun(deps, record, state, { at });
  await deps.records.settle(tenant, entry);
  deps.log.warn({ video: id, state }, 'closed the record of a lost run');
  return true;
}

const ageOf = ({ place }: ListEntry): number => Date.now() - createdAtOf(place);
