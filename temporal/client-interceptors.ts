import type { WorkflowClientInterceptor } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { OpenTelemetryWorkflowClientInterceptor } from '@temporalio/interceptors-opentelemetry';
import { REQUEST_ID_HEADER } from './names.ts';

/**
 * What a start carries beside its input: which request it was for, and the span that it is part of.
 * The workflow hands both on to its activities (`workflows/interceptors.ts`).
 */
export function clientInterceptors(options: {
  requestId: () => string | undefined;
  traced: boolean;
}): WorkflowClientInterceptor[] {
  return [
    { startWithDetails: (input, next) => next(withRequestId(input, options.requestId())) },
    ...(options.traced ? [new OpenTelemetryWorkflowClientInterceptor()] : []),
  ];
}

function withRequestId<I extends { headers: Record<string, unknown> }>(
  input: I,
  requestId: string | undefined,
): I {
  if (requestId === undefined) return input;
  const told = { [REQUEST_ID_HEADER]: defaultPayloadConverter.toPayload(requestId) };
  return { ...input, headers: { ...input.headers, ...told } };
}
