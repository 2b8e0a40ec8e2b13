import { Context } from '@temporalio/activity';
import { REQUEST_LIMITS } from '../../domain/video/request.ts';
import { closeLostRun } from '../../domain/video/lost-run.ts';
import type { VideoRecord } from '../../domain/video/record.ts';
import { isTerminal } from '../../domain/video/status.ts';
import type { IoActivities } from '../contract.ts';
import type { Bounded } from '../kit/attempt.ts';
import { withHeartbeat } from '../kit/heartbeat.ts';
import type { IoDeps } from '../kit/deps.ts';

const PAGE = 100;
/** A run may be between its record and its start, or between its last event and its record. */
const SETTLING_MS = 2 * 60_000;
/** No run lives longer than its deadline and the backstop behind it. */
const OLDEST_MS = (REQUEST_LIMITS.deadline.max + REQUEST_LIMITS.reviewDeadline.max + 3_600) * 1_000;

/** Closes the records of runs that ended without writing their end. Returns how many. */
export function createSweep(deps: IoDeps): Bounded<IoActivities>['sweep'] {
  return () => {
    const live = { stage: 'publish', take: null, fraction: 0 } as const;
    return withHeartbeat({ live, otherwise: 'storage_failed', log: deps.log }, async () => {
      let closed = 0;
      for (const tenant of deps.tenants) closed += await sweepTenant(deps, tenant);
      return closed;
    });
  };
}

async function sweepTenant(deps: IoDeps, tenant: string): Promise<number> {
  let closed = 0;
  let after: string | undefined;
  for (;;) {
    const page = await deps.records.list(tenant, { limit: PAGE, ...(after ? { after } : {}) });
    for (const { record } of page.entries) {
      if (record !== null && (await closeIfLost(deps, record))) closed += 1;
    }
    const last = page.entries.at(-1);
    const tooOld = last?.record && Date.now() - Date.parse(last.record.createdAt) > OLDEST_MS;
    if (!page.more || last === undefined || tooOld) return closed;
    after = last.cursor;
    Context.current().cancellationSignal.throwIfAborted();
  }
}

async function closeIfLost(deps: IoDeps, record: VideoRecord): Promise<boolean> {
  const { tenant, id, snapshot, createdAt, request } = record;
  const age = Date.now() - Date.parse(createdAt);
  if (isTerminal(snapshot.status) || age < SETTLING_MS) return false;
  const state = await deps.runs.state(id);
  if (state === 'open') return false;
  // Accepted and never started: whoever reads or repeats it starts it, until its time is over.
  if (state === 'absent' && age < request.plan.deadline * 1_000) return false;
  const at = new Date().toISOString();
  await deps.records.close(tenant, id, closeLostRun(snapshot, state, at));
  deps.log.warn({ video: id, state }, 'closed the record of a lost run');
  return true;
}
