import { APICallError } from '@ai-sdk/provider';
import { asObject } from '../kit/foreign-json.ts';
import { createFailure, unknownOutcome } from '../kit/create-failure.ts';
import { cleanProse, withReason } from '../kit/foreign-prose.ts';
import type { GenerationRequest } from '../generator.ts';
import { forgotten, notAuthorised, unreadable } from '../kit/read-failure.ts';
import { GeneratorFailure, type GeneratorFailureInfo } from '../kit/generator-failure.ts';

export function submitFailure(error: unknown, { prompt }: GenerationRequest): GeneratorFailure {
  if (error instanceof GeneratorFailure) return error;
  if (APICallError.isInstance(error) && error.statusCode !== undefined && error.statusCode >= 400) {
    const reason = cleanProse(error.message, [prompt]);
    return createFailure({ status: error.statusCode, ...codesOf(error), reason }, { cause: error });
  }
  // A model does not say whether its request had left when it failed.
  return unknownOutcome('The generator did not confirm the order', { sent: 'maybe', cause: error });
}

/** OpenAI's and most others' `{error: {code, type}}`, where the body is one. */
function codesOf(error: APICallError): { code?: unknown; type?: unknown } {
  const body = asObject(asObject(error.data)?.['error']);
  return { code: body?.['code'], type: body?.['type'] };
}

/** Never final: the job goes on, whatever a read of it met. */
export function readFailure(error: unknown): GeneratorFailure {
  if (error instanceof GeneratorFailure) return error;
  const status = APICallError.isInstance(error) ? error.statusCode : undefined;
  if (status === 401 || status === 403) return notAuthorised('');
  if (status === 404 || status === 410) return forgotten(status);
  return unreadable(status === undefined ? 'the exchange failed' : `it answered HTTP ${status}`, {
    cause: error,
  });
}

/** `reason` is the bare sentence that the SDK's interface allows. */
export function failed(reason: string): GeneratorFailureInfo {
  return {
    code: 'generator_failed',
    kind: 'GENERATION_FAILED',
    message: withReason('The generator failed', cleanProse(reason)),
    retryable: false,
    billed: 'maybe',
    sent: 'yes',
  };
}
