import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

export async function eventsOf(client: Client, id: string): Promise<HistoryEvent[]> {
  const { events } = await client.workflow.getHandle(id).fetchHistory();
  return events ?? [];
}

/** Bytes of the largest payload anywhere in a history. */
export function largestPayload(events: HistoryEvent[]): number {
  let largest = 0;
  const walk = (value: unknown): void => {
    if (value instanceof Uint8Array) largest = Math.max(largest, value.length);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
  };
  walk(events);
  return largest;
}
