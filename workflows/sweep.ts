import { activities } from './run/activity-options.ts';

/** Closes records whose runs ended without writing their end. Started by a schedule. */
export async function sweepWorkflow(): Promise<number> {
  return activities.sweep.executeWithOptions(
    { scheduleToCloseTimeout: '30m', summary: 'close records of lost runs' },
    [],
  );
}
