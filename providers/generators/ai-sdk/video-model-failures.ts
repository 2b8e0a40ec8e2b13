import { APICallError } from '@ai-sdk/provider';
import { asObject } from '../kit/as-object.ts';
import { createFailure, unknownOutcome } from '../kit/create-failure.ts';
import { cleanProse, withReason } from '../kit/foreign-prose.ts';
import type { GenerationRequest } from '../generator.ts';
import { GeneratorFailure, type GeneratorFailureInfo } from '../kit/generator-failure.ts';

export function submitFailure(error: unknown, { prompt }: GenerationRequest): GeneratorFailure {
  if (error instanceof GeneratorFailure) return error;
  if (APICallError.isInstance(error) && error.statusCode !== undefined && error.statusCode >= 400) {
    const reason = cleanProse(error.message, [prompt]);
    return createFailure({ status: error.statusCode, ...codesOf(error), reason }, error);
  }
  // A model does not say whether its request had left when it failed.
  const info = unknownOutcome('The generator did not confirm the order');
  return new GeneratorFailure({ ...info, sent: 'maybe' }, { cause: error });
}

/** OpenAI's and most others' `{error: {code, type}}`, where the body is one. */
function codesOf(error: APICallError): { code?: unknown; type?: unknown } {
  const body = asObject(asObject(error.data)?.['error']);
  return { code: body?.['code'], type: body?.['type'] };
}

export function readFailure(error: unknown): GeneratorFailure {
  if (error instanceof GeneratorFailure) return error;
  const status = APICallError.isInstance(error) ? error.statusCode : undefined;
  const auth = status === 401 || status === 403;
  return new GeneratorFailure(
    {
      code: auth ? 'generator_auth' : 'generator_failed',
      kind: auth ? 'AUTH' : 'TRANSIENT',
      message: `The generator could not be asked${status === undefined ? '' : ` (HTTP ${status})`}.`,
      retryable: !auth,
      billed: 'maybe',
      sent: 'yes',
    },
    { cause: error },
  );
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
