import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** One event as the CLI and the UI export it. */
export interface RecordedEvent {
  eventType: string;
  workflowExecutionStartedEventAttributes?: { workflowId: string };
  activityTaskScheduledEventAttributes?: {
    activityType: { name: string };
    taskQueue: { name: string };
  };
  [attributes: string]: unknown;
}

export interface RecordedHistory {
  events: RecordedEvent[];
}

export const HISTORIES = resolve(import.meta.dirname, '../histories');

/** By name, in the order of the file names. */
export async function recordedHistories(): Promise<Map<string, RecordedHistory>> {
  const names = (await readdir(HISTORIES)).filter((file) => file.endsWith('.json')).toSorted();
  const read = names.map(async (file) => {
    const history: RecordedHistory = JSON.parse(await readFile(join(HISTORIES, file), 'utf8'));
    return [file.slice(0, -'.json'.length), history] as const;
  });
  return new Map(await Promise.all(read));
}

export function workflowIdOf({ events }: RecordedHistory): string {
  const started = events[0]?.workflowExecutionStartedEventAttributes;
  if (started === undefined) throw new Error('a history that does not begin with a start');
  return started.workflowId;
}

/** Activities in the order of their scheduling, with the queue that each went to. */
export function scheduledActivities({
  events,
}: RecordedHistory): { name: string; queue: string }[] {
  return events.flatMap((event) => {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled === undefined) return [];
    return [{ name: scheduled.activityType.name, queue: scheduled.taskQueue.name }];
  });
}

/** Stack traces name the recording machine's paths, and no replay looks at them. */
export function scrub(history: unknown): RecordedHistory {
  return JSON.parse(
    JSON.stringify(history, (key, value: unknown) => (key === 'stackTrace' ? '' : value)),
  );
}
