import type { JSONValue } from '@ai-sdk/provider';
import { takeSeed } from '../../domain/video/request.ts';
import type { Generator } from '../../providers/generators/generator.ts';
import type { IoActivities } from '../contract.ts';
import type { TakeRef } from '../../domain/refs.ts';
import { withCodedFailures } from '../kit/heartbeat.ts';
import type { IoDeps } from '../kit/deps.ts';
import { generatorFor } from './generator-for.ts';
import { generationRequest, purchaseIntent } from './purchase-intent.ts';
import type { Purchase } from '../../records/purchases.ts';
import { openClaims, readPurchase } from '../../records/purchases.ts';
import { serverOf } from '../../domain/models/model-name.ts';

const CANCEL_TIMEOUT_MS = 20_000;

/** Ends the job of a take that nobody waits for any more, so that it stops costing. */
export function createCancelJob(deps: IoDeps): IoActivities['cancelJob'] {
  return (input) =>
    withCodedFailures({ otherwise: 'generator_failed', log: deps.log }, async () => {
      const found = await readPurchase(deps.store, input);
      if (found === null || found.purchase.status === 'refused') return;
      const generator = generatorFor(deps, input.model);
      const signal = AbortSignal.timeout(CANCEL_TIMEOUT_MS);
      const operation =
        found.purchase.status === 'accepted'
          ? found.purchase.operation
          : await lostJob(deps, input, generator, found.purchase, signal);
      if (operation !== null) await generator.cancel?.(operation as JSONValue, { signal });
    });
}

/** The job of a create whose answer was lost, and whose run ended before it was looked up. */
async function lostJob(
  deps: IoDeps,
  input: TakeRef & { model: string },
  generator: Generator,
  { reference, attemptedAt }: Purchase,
  signal: AbortSignal,
): Promise<unknown> {
  const record = await deps.records.read(input.tenant, input.video);
  if (record === null) return null;
  const request = generationRequest(record, takeSeed(record.request.plan, input.take));
  const attempt = { reference, attemptedAt: new Date(attemptedAt) };
  const intent = purchaseIntent(deps.store, input.model, attempt, request);
  const answer = await generator.reconcile?.(intent, { signal });
  if (answer?.status !== 'found') return null;
  const server = serverOf(input.model);
  const isOurs = await openClaims(deps.store).claim(server, answer.jobId, reference);
  return isOurs ? answer.operation : null;
}
