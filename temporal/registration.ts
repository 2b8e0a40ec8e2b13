import type { Connection, ScheduleDescription } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import {
  isGrpcServiceError,
  ScheduleAlreadyRunning,
  ScheduleClient,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import { ALREADY_EXISTS, NOT_FOUND, isRefusal, isStatus } from './grpc-status.ts';
import { SEARCH_ATTRIBUTES, SWEEP_SCHEDULE_ID, WORKFLOWS, taskQueue } from './names.ts';
import { countByOurAttributes, ensureSearchAttributes } from './register-attributes.ts';
import { RegistrationRefused } from './registration-refused.ts';
import { retryUntil } from './retry-until.ts';

export interface RegistrationOptions {
  namespace: string;
  /** Days that Temporal keeps ended runs; only used when the namespace has to be made. */
  retentionDays?: number;
  /** Milliseconds until every frontend must know what was registered. */
  patience?: number;
}

/** What was missing and has been made; empty and false on every later run. */
export interface Registration {
  namespaceMade: boolean;
  attributesAdded: string[];
  scheduleMade: boolean;
}

/** The record outlives Temporal, so a week is for operators who look into a run afterwards. */
const RETENTION_DAYS = 7;
/** Namespace caches of a default server are renewed every 10 s; twice that, with room. */
const PATIENCE = 30_000;

/**
 * Everything that must be on a Temporal server before the first video: the namespace, the search
 * attributes and the schedule of the sweep. May be run at every deployment, and twice at once.
 *
 * @throws when an attribute of one of our names exists with another type, the server is unreachable, or
 *   it keeps for its owner what is missing ({@link RegistrationRefused})
 */
export async function registerOn(
  connection: Connection,
  { namespace, retentionDays = RETENTION_DAYS, patience = PATIENCE }: RegistrationOptions,
): Promise<Registration> {
  const deadline = Date.now() + patience;
  const namespaceMade = await ensureNamespace(connection, namespace, retentionDays);
  // Until every cache has a new namespace, whoever made it, calls in it may answer that there is none.
  const patiently = <T>(attempt: () => Promise<T>) => retryUntil(deadline, isNotFound, attempt);
  const attributesAdded = await patiently(() => ensureSearchAttributes(connection, namespace));
  await retryUntil(deadline, isGrpcServiceError, () => countByOurAttributes(connection, namespace));
  const scheduleMade = await patiently(() => ensureSweepSchedule(connection, namespace));
  return { namespaceMade, attributesAdded, scheduleMade };
}

async function ensureNamespace(
  { workflowService }: Connection,
  namespace: string,
  retentionDays: number,
): Promise<boolean> {
  try {
    await workflowService.describeNamespace({ namespace });
    return false;
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  try {
    await workflowService.registerNamespace({
      namespace,
      description: 'Promptreel',
      workflowExecutionRetentionPeriod: msToTs(`${retentionDays} days`),
    });
    return true;
  } catch (error) {
    if (isStatus(error, ALREADY_EXISTS)) return false;
    if (!isRefusal(error)) throw error;
    const attributes = Object.keys(SEARCH_ATTRIBUTES);
    throw new RegistrationRefused({ namespace, retentionDays, attributes }, error);
  }
}

const SWEEP = {
  spec: { intervals: [{ every: '5m' as const }] },
  action: {
    type: 'startWorkflow' as const,
    workflowType: WORKFLOWS.sweep,
    workflowId: SWEEP_SCHEDULE_ID,
    taskQueue: taskQueue('workflow'),
    args: [],
    // One that hangs would keep the next ones from starting: overlapping ones are skipped.
    workflowRunTimeout: '1h' as const,
  },
  // A sweep looks at everything, so one that was missed is made good by the next.
  policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1m' as const },
};

async function ensureSweepSchedule(connection: Connection, namespace: string): Promise<boolean> {
  const schedules = new ScheduleClient({ connection, namespace });
  try {
    await schedules.create({ ...SWEEP, scheduleId: SWEEP_SCHEDULE_ID });
    return true;
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
  // A schedule of an earlier release gets today's settings; an operator's pause stays.
  const handle = schedules.getHandle(SWEEP_SCHEDULE_ID);
  await handle.update(({ state: { paused, note } }: ScheduleDescription) => ({
    ...SWEEP,
    state: { paused, ...(note === undefined ? {} : { note }) },
  }));
  return false;
}

const isNotFound = (error: unknown): boolean => isStatus(error, NOT_FOUND);
