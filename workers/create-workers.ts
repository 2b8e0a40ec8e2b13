import { hostname } from 'node:os';
import type { DataConverter } from '@temporalio/common';
import type {
  ActivityInterceptorsFactory,
  NativeConnection,
  WorkerOptions,
} from '@temporalio/worker';
import { Worker } from '@temporalio/worker';
import type { IoActivities, MediaActivities } from '../activities/contract.ts';
import type { QueueKind } from '../temporal/names.ts';
import { ROLE_QUEUES, taskQueue } from '../temporal/names.ts';
import type { WorkerConfig } from './config.ts';

interface Ingredients {
  connection: NativeConnection;
  io: IoActivities;
  media: MediaActivities;
  /** Path of the bundled workflows; only the workflow role needs it. */
  bundle: string | null;
  dataConverter: DataConverter;
  /** Of activities. */
  interceptors: ActivityInterceptorsFactory[];
}

/** Network-bound work: its slots cost a socket each. */
const IO_SLOTS = 100;
/** A caller's link may hold its slot for half a minute and 20 MB of memory. */
const FETCH_SLOTS = 20;
/** A run that waits is not touched for minutes: a small cache is right. */
const CACHED_WORKFLOWS = 200;
/**
 * Beats are passed on this often at the most, and a cancellation comes back with one: it bounds both how
 * old a progress bar is and how long cancelled work goes on.
 */
const HEARTBEAT_THROTTLE = '1500ms';

/** How long a run's next task waits for the worker that has the run in its cache, before any other may take it. */
const STICKY_PATIENCE = '3s';

/**
 * One SDK worker per queue, so that encoding never delays a workflow task, nor a look at a job that
 * goes on a publication.
 */
export function createWorkers(config: WorkerConfig, ingredients: Ingredients): Promise<Worker[]> {
  const queues: QueueKind[] = config.roles.flatMap((role) => [...ROLE_QUEUES[role]]);
  return Promise.all(queues.map((serves) => createWorker(serves, config, ingredients)));
}

function createWorker(
  serves: QueueKind,
  config: WorkerConfig,
  { connection, io, media, bundle, dataConverter, interceptors }: Ingredients,
): Promise<Worker> {
  const common: WorkerOptions = {
    connection,
    namespace: config.temporal.namespace,
    ...versioned(config.versioning),
    dataConverter,
    interceptors: { activity: interceptors },
    taskQueue: taskQueue(serves),
    identity: `${serves}@${hostname()}:${process.pid}`,
    shutdownGraceTime: config.graceMs,
    // Past the grace an activity has been told to stop; this long it may take to do so.
    shutdownForceTime: config.graceMs + 10_000,
    defaultHeartbeatThrottleInterval: HEARTBEAT_THROTTLE,
    maxHeartbeatThrottleInterval: HEARTBEAT_THROTTLE,
  };
  if (serves === 'workflow') {
    if (bundle === null) throw new Error('The workflow role needs the workflow bundle.');
    return Worker.create({
      ...common,
      workflowBundle: { codePath: bundle },
      maxCachedWorkflows: CACHED_WORKFLOWS,
      stickyQueueScheduleToStartTimeout: STICKY_PATIENCE,
    });
  }
  return serves === 'media'
    ? Worker.create({
        ...common,
        activities: media,
        maxConcurrentActivityTaskExecutions: config.mediaSlots,
      })
    : Worker.create({
        ...common,
        activities: io,
        maxConcurrentActivityTaskExecutions: serves === 'fetch' ? FETCH_SLOTS : IO_SLOTS,
      });
}

/**
 * A run waits days for people and outlives deployments: by default it goes on with the newest version,
 * guarded by `patched()` and the replayed histories.
 */
function versioned(version: WorkerConfig['versioning']): Partial<WorkerOptions> {
  if (version === null) return {};
  const { deploymentName, buildId, pinned } = version;
  return {
    workerDeploymentOptions: {
      useWorkerVersioning: true,
      version: { deploymentName, buildId },
      defaultVersioningBehavior: pinned ? 'PINNED' : 'AUTO_UPGRADE',
    },
  };
}
