import type { Client, WorkflowHandle } from '@temporalio/client';
import { asUnavailable } from './temporal-errors.ts';

/** How this room speaks with Temporal: no call without a deadline. */
export interface TemporalCalls {
  client: Client;
  handle: (id: string) => WorkflowHandle;
  /** Errors stay as Temporal throws them. */
  within: <T>(ms: number, call: () => Promise<T>) => Promise<T>;
  /** @throws TemporalUnavailable for whatever is not an answer. */
  ask: <T>(call: () => Promise<T>, ms?: number) => Promise<T>;
}

export function temporalCalls(client: Client, callMs: number): TemporalCalls {
  const within: TemporalCalls['within'] = (ms, call) => client.withDeadline(Date.now() + ms, call);
  return {
    client,
    handle: (id) => client.workflow.getHandle(id),
    within,
    async ask(call, ms = callMs) {
      try {
        return await within(Math.min(ms, callMs), call);
      } catch (error) {
        throw asUnavailable(error);
      }
    },
  };
}
