import { videoPrefix } from '../../domain/keys.ts';
import type { IoActivities } from '../contract.ts';
import type { Bounded } from '../kit/attempt.ts';
import { withHeartbeat } from '../kit/heartbeat.ts';
import { deletePrefix } from '../../records/prefixes.ts';
import type { IoDeps } from '../kit/deps.ts';
import { isPurchase } from '../../records/purchases.ts';

/** Deletes what a run had stored and nobody will see: trees and master, and the takes if asked. */
export function createDiscardStaging(deps: IoDeps): Bounded<IoActivities>['discardStaging'] {
  return ({ tenant, video, takes }) => {
    const live = { stage: 'publish', take: null, fraction: 0 } as const;
    return withHeartbeat({ live, otherwise: 'storage_failed', log: deps.log }, async () => {
      const record = await deps.records.read(tenant, video);
      // Another attempt of the run got it published after all: it stays.
      if (record?.snapshot.status === 'published') return 0;
      const prefix = videoPrefix(tenant, video);
      const parts = takes ? ['hls/', 'master/', 'takes/'] : ['hls/', 'master/'];
      let gone = 0;
      for (const part of parts) {
        // What was bought stays on record, whatever became of it.
        gone += await deletePrefix(deps.store, `${prefix}${part}`, isPurchase);
      }
      return gone;
    });
  };
}
