import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

export async function eventsOf(client: Client, id: string): Promise<HistoryEvent[]> {
  const { events } = await client.workflow.getHandle(id).fetchHistory();
  return events ?? [];
}

/** Every payload of a history as text: what somebody who reads it in the UI can find. */
export function textOf(events: HistoryEvent[]): string {
  return payloadsOf(events)
    .map((bytes) => Buffer.from(bytes).toString('utf8'))
    .join('\n');
}

/** Bytes of the largest payload anywhere in a history. */
export function largestPayload(events: HistoryEvent[]): number {
  return Math.max(0, ...payloadsOf(events).map((bytes) => bytes.length));
}

function payloadsOf(events: HistoryEvent[]): Uint8Array[] {
  const found: Uint8Array[] = [];
  const walk = (value: unknown): void => {
    if (value instanceof Uint8Array) found.push(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
  };
  walk(events);
  return found;
}
