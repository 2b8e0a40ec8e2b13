import type { JSONValue } from '@ai-sdk/provider';
import * as z from 'zod';
import type { Generator } from '../../providers/generators/generator.ts';
import type { BuyingDeps } from '../kit/deps.ts';
import { activityFailure } from '../kit/failures.ts';
import { accountOf } from '../../domain/models/model-name.ts';

/** The generator of a model. Fails for a server that has been taken out of the configuration since. */
export function generatorFor(deps: BuyingDeps, model: string): Generator {
  const generator = deps.generator(model);
  if (generator !== undefined) return generator;
  const message = `No account named ${accountOf(model)} is configured on this worker.`;
  throw activityFailure({ code: 'generator_invalid_request', message, retryable: false });
}

const Operation = z.json();

/** A job's operation, as it went through history or a purchase. */
export function operationOf(job: { operation: unknown }): JSONValue {
  return Operation.parse(job.operation);
}
