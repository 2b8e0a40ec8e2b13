import type { JSONValue } from '@ai-sdk/provider';
import type { IoActivities } from './activities.ts';
import { plainly } from './beating.ts';
import type { IoDeps } from './deps.ts';
import { generatorFor } from './generator-for.ts';
import { readPurchase } from './purchase.ts';

const CANCEL_TIMEOUT_MS = 20_000;

/** Ends the job of a take that nobody waits for any more, so that it stops costing. */
export function createCancelJob(deps: IoDeps): IoActivities['cancelJob'] {
  return (input) =>
    plainly({ otherwise: 'generator_failed', log: deps.log }, async () => {
      const found = await readPurchase(deps.store, input);
      if (found?.purchase.status !== 'accepted') return;
      const generator = generatorFor(deps, input.model);
      const signal = AbortSignal.timeout(CANCEL_TIMEOUT_MS);
      await generator.cancel?.(found.purchase.operation as JSONValue, { signal });
    });
}
