import { hostname } from 'node:os';
import type { NativeConnection, WorkerOptions } from '@temporalio/worker';
import { Worker } from '@temporalio/worker';
import type { IoActivities, MediaActivities } from '../activities/contract.ts';
import { TASK_QUEUES } from '../temporal/names.ts';
import type { WorkerConfig, WorkerRole } from './config.ts';

interface Ingredients {
  connection: NativeConnection;
  io: IoActivities;
  media: MediaActivities;
  /** Path of the bundled workflows; only the workflow role needs it. */
  bundle: string | null;
}

/** Network-bound work: its slots cost a socket each. */
const IO_SLOTS = 100;
/** A run that waits is not touched for minutes: a small cache is right. */
const CACHED_WORKFLOWS = 200;
/**
 * Beats are passed on this often at the most, and a cancellation comes back with one: it bounds both how
 * old a progress bar is and how long cancelled work goes on.
 */
const HEARTBEAT_THROTTLE = '1500ms';

/** How long a run's next task waits for the worker that has the run in its cache, before any other may take it. */
const STICKY_PATIENCE = '3s';

/** One SDK worker per role, so that encoding never delays a workflow task. */
export function createWorkers(config: WorkerConfig, ingredients: Ingredients): Promise<Worker[]> {
  return Promise.all(config.roles.map((role) => createWorker(role, config, ingredients)));
}

function createWorker(
  role: WorkerRole,
  config: WorkerConfig,
  { connection, io, media, bundle }: Ingredients,
): Promise<Worker> {
  const common: WorkerOptions = {
    connection,
    namespace: config.temporal.namespace,
    taskQueue: TASK_QUEUES[role],
    identity: `${role}@${hostname()}:${process.pid}`,
    shutdownGraceTime: config.graceMs,
    // Past the grace an activity has been told to stop; this long it may take to do so.
    shutdownForceTime: config.graceMs + 10_000,
    defaultHeartbeatThrottleInterval: HEARTBEAT_THROTTLE,
    maxHeartbeatThrottleInterval: HEARTBEAT_THROTTLE,
  };
  switch (role) {
    case 'workflow':
      if (bundle === null) throw new Error('The workflow role needs the workflow bundle.');
      return Worker.create({
        ...common,
        workflowBundle: { codePath: bundle },
        maxCachedWorkflows: CACHED_WORKFLOWS,
        stickyQueueScheduleToStartTimeout: STICKY_PATIENCE,
      });
    case 'io':
      return Worker.create({
        ...common,
        activities: io,
        maxConcurrentActivityTaskExecutions: IO_SLOTS,
      });
    case 'media':
      return Worker.create({
        ...common,
        activities: media,
        maxConcurrentActivityTaskExecutions: config.mediaSlots,
      });
    default:
      return role satisfies never;
  }
}
