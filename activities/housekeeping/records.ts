import { forRun } from '../../domain/takes/evidence.ts';
import { isTerminal } from '../../domain/video/status.ts';
import { evidenceOf, withEvidence } from '../../records/evidence.ts';
import type { IoActivities } from '../contract.ts';
import type { Bounded } from '../kit/attempt.ts';
import { withCodedFailures } from '../kit/heartbeat.ts';
import type { IoDeps } from '../kit/deps.ts';

/** Renews the record of a run that goes on. */
export function createSaveRecord(deps: IoDeps): Bounded<IoActivities>['saveRecord'] {
  return ({ tenant, video, snapshot: told }) =>
    withCodedFailures({ otherwise: 'storage_failed', log: deps.log }, async () => {
      const snapshot = await withEvidence(evidenceOf(deps.store), { tenant, video }, told);
      await deps.records.update(tenant, video, (record) =>
        isTerminal(record.snapshot.status) ? null : { ...record, snapshot },
      );
    });
}

/** Closes the record; the first end that is written stands, and is what comes back. */
export function createCloseRecord(deps: IoDeps): Bounded<IoActivities>['closeRecord'] {
  return ({ tenant, video, snapshot: told }) =>
    withCodedFailures({ otherwise: 'storage_failed', log: deps.log }, async () => {
      const snapshot = await withEvidence(evidenceOf(deps.store), { tenant, video }, told);
      const standing = await deps.records.close(tenant, video, snapshot);
      return standing && forRun(standing);
    });
}
