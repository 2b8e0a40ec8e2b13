import { GeneratorFailure } from '../../providers/generators/kit/generator-failure.ts';
import type { IoActivities } from '../contract.ts';
import type { Bounded } from '../kit/attempt.ts';
import type { BuyingDeps, IoDeps, StorageDeps } from '../kit/deps.ts';
import { activityFailure } from '../kit/failures.ts';
import { withCodedFailures } from '../kit/heartbeat.ts';
import { settlePurchase } from './settle-purchase.ts';

/** Finds what a take has bought and ends its job, so that it stops costing. */
export function createCancelJob(
  deps: StorageDeps & BuyingDeps & Pick<IoDeps, 'log'>,
): Bounded<IoActivities>['cancelJob'] {
  return (input) =>
    withCodedFailures(
      { otherwise: 'generator_failed', paid: true, log: deps.log },
      async (work) => {
        try {
          await settlePurchase(deps, input, work);
        } catch (error) {
          if (!(error instanceof GeneratorFailure)) throw error;
          // No refusal is the last word while the job may be at work and costs.
          throw activityFailure({ ...error.info, retryable: true, cause: error });
        }
      },
    );
}
