import { createServer } from 'node:net';
import { NativeConnection, Runtime, makeTelemetryFilterString } from '@temporalio/worker';
import type { Worker } from '@temporalio/worker';
import { SandboxError } from '../media/ffmpeg/sandbox.ts';
import { mediaSandbox } from './media-sandbox.ts';
import { sweepScratch } from '../media/ffmpeg/scratch.ts';
import { drainAtFault } from '../telemetry/last-resort.ts';
import { openLog } from '../telemetry/log.ts';
import type { Log } from '../telemetry/log.ts';
import { openTraces } from '../telemetry/traces.ts';
import { openMeters } from '../telemetry/metrics.ts';
import { openTemporal } from '../temporal/connection.ts';
import { dataConverter } from '../temporal/data-converter.ts';
import { ConfigError } from '../config/config-error.ts';
import { settingsHelp } from '../config/settings-text.ts';
import { activityInterceptors } from './activity-interceptors.ts';
import { activityMeters } from './activity-meters.ts';
import { composeActivities } from './compose.ts';
import type { WorkerConfig } from './config.ts';
import { readWorkerConfig } from './config.ts';
import { createWorkers } from './create-workers.ts';
import { retryUntil } from '../temporal/retry-until.ts';
import { sdkLogger } from './sdk-logger.ts';
import { serveStatus } from './status-server.ts';
import { workflowBundle } from './workflow-bundle.ts';

/** Temporal may be starting, or restarting, beside us. */
const CONNECT_PATIENCE_MS = 60_000;

/** After a fault what is under way may never end; another attempt takes it up elsewhere. */
const FAULT_DRAIN_MS = 30_000;

/** A worker process: connects, polls for its roles until it is told to stop, then drains. */
async function main(): Promise<void> {
  const config = readWorkerConfig();
  const log = openLog({ part: `worker-${config.name}`, level: config.logLevel });
  const coreMetrics = await installRuntime(log);
  // What a killed predecessor left; whatever belongs to a living one stays.
  const swept = await sweepScratch(config.scratchRoot);
  if (swept > 0) log.info({ swept }, 'removed scratch space of killed workers');

  const sandbox = await mediaSandbox(config, log);
  const meters = openMeters(`worker-${config.name}`);
  const { tracesTo } = config;
  const traced = tracesTo !== null;
  const closeTraces = tracesTo === null ? null : openTraces('worker', tracesTo);
  const { client, connection: clientConnection } = openTemporal(config.temporal);
  const connection = await connect(config);
  const converter = dataConverter(config.temporal.payloadKeys ?? []);
  const bundle = config.roles.includes('workflow')
    ? await workflowBundle(config.cacheDir, converter)
    : null;
  const activities = composeActivities(config, { client, sandbox, log });
  const workers = await createWorkers(config, {
    connection,
    ...activities,
    bundle,
    dataConverter: converter,
    interceptors: activityInterceptors({ meters: activityMeters(meters), traced }),
  });

  const status = await serveStatus({
    ...config,
    sandbox,
    workers: () => workers,
    meters,
    coreMetrics,
  });
  const running = workers.map((worker) => worker.run());
  stopWhenTold(workers, log);
  process.stdout.write(`${JSON.stringify({ ready: true, address: status.address })}\n`);
  log.info({ roles: config.roles, address: status.address }, 'polling');

  // One that fails takes the others down with it: a process that half works hides that it does.
  await Promise.all(running);
  status.close();
  await connection.close();
  await clientConnection.close();
  await closeTraces?.();
  log.info({}, 'drained');
  // Only a fault leaves a timer behind that would keep the process.
  if (process.exitCode !== undefined) process.exit();
}

async function installRuntime(log: Log): Promise<string> {
  const address = `127.0.0.1:${await freePort()}`;
  Runtime.install({
    logger: sdkLogger(log),
    // Signals are ours: the SDK's own handling would exit before the status server is closed.
    shutdownSignals: [],
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) },
      metrics: {
        prometheus: {
          bindAddress: address,
          countersTotalSuffix: true,
          unitSuffix: true,
          useSecondsForDurations: true,
        },
      },
    },
  });
  return `http://${address}/metrics`;
}

function connect(config: WorkerConfig): Promise<NativeConnection> {
  const deadline = Date.now() + CONNECT_PATIENCE_MS;
  return retryUntil(
    deadline,
    () => true,
    () => NativeConnection.connect(config.temporal.connectionOptions),
  );
}

function stopWhenTold(workers: Worker[], log: Log): void {
  let stopping = false;
  const stop = (reason: NodeJS.Signals | 'fault'): void => {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, 'draining');
    for (const worker of workers) {
      if (worker.getState() === 'RUNNING') worker.shutdown();
    }
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  drainAtFault(log, () => {
    stop('fault');
    setTimeout(() => process.exit(1), FAULT_DRAIN_MS);
  });
}

/** The SDK's exporter cannot be asked where it listens, so the port is chosen before. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      server.close(() => (port === undefined ? reject(new Error('no free port')) : resolve(port)));
    });
  });
}

try {
  if (process.argv.includes('--help')) process.stdout.write(settingsHelp('W'));
  else await main();
} catch (error) {
  const sentence =
    error instanceof ConfigError || error instanceof SandboxError ? error.message : String(error);
  openLog({ part: 'worker' }).fatal({ err: error }, sentence);
  process.exitCode = 1;
  // Native threads of a half-started worker would keep the process alive.
  setTimeout(() => process.exit(1), 500).unref();
}
