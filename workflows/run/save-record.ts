import { activities } from './activity-options.ts';
import type { Run } from './run.ts';

/** Renews the record with the run as it stands. */
export function saveRecord(run: Run, summary: string): Promise<void> {
  const { tenant, id: video } = run.input;
  const { snapshot } = run.progress;
  return activities.saveRecord.executeWithOptions(
    { scheduleToCloseTimeout: run.within(), summary },
    [{ tenant, video, snapshot }],
  );
}
