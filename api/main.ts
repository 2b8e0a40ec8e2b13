import { createServer } from 'node:net';
import { openStore } from '../providers/stores/open-store.ts';
import { openVideoRecords } from '../records/videos.ts';
import { drainAtFault } from '../telemetry/last-resort.ts';
import { openLog } from '../telemetry/log.ts';
import type { Log } from '../telemetry/log.ts';
import { openMeters } from '../telemetry/metrics.ts';
import { currentRequestId } from '../telemetry/request-scope.ts';
import { openTraces } from '../telemetry/traces.ts';
import { clientInterceptors } from '../temporal/client-interceptors.ts';
import { openTemporal } from '../temporal/connection.ts';
import { dataConverter } from '../temporal/data-converter.ts';
import { ConfigError } from '../config/config-error.ts';
import { settingsHelp } from '../config/settings-text.ts';
import { createApi } from './app.ts';
import type { ApiConfig } from './config.ts';
import { readApiConfig } from './config.ts';
import type { Listening } from './http/listen.ts';
import { baseUrl, listen, stopListening } from './http/listen.ts';
import { openOfferedModels } from './models/offered.ts';
import type { CodecDeps } from './operations/codec.ts';
import { openVideoClient } from './runs/run-client.ts';

/** The supervisor gives ten seconds; the rest is for the connection to Temporal. */
const GRACE_MS = 8_000;

/** The API process: listens until it is told to stop, then finishes what it is answering. */
async function main(): Promise<void> {
  const config = readApiConfig();
  const log = openLog({ part: 'api', level: config.logLevel });
  const { tracesTo } = config;
  const closeTraces = tracesTo === null ? null : openTraces('api', tracesTo);
  const traced = tracesTo !== null;
  const { connection, client } = openTemporal(
    config.temporal,
    clientInterceptors({ requestId: currentRequestId, traced }),
  );
  const store = openStore(config.store.location, config.store);
  // Absolute URLs are part of every answer, so the port is known before the app is made.
  const port = config.port === 0 ? await freePort(config.host) : config.port;
  const at = {
    publicUrl: config.publicUrl ?? baseUrl({ address: config.host, port }),
    temporalUi: config.temporalUi,
    namespace: config.temporal.namespace,
  };
  const api = createApi({
    at,
    keys: config.keys,
    secret: config.secret,
    store,
    records: openVideoRecords({ store, tenants: config.tenants }),
    client: openVideoClient(client, at),
    models: openOfferedModels(config.accounts),
    limits: config.limits,
    codec: codecOf(config),
    log,
    meters: openMeters('api'),
  });

  const { server, url } = await listenOrSay(api.app, { ...config, port });
  process.stdout.write(`${JSON.stringify({ listening: url })}\n`);
  log.info({ listening: url }, 'listening');

  const reason = await toldToStop(log);
  log.info({ reason }, 'stopping');
  api.close();
  await stopListening(server, GRACE_MS);
  await connection.close();
  await closeTraces?.();
  log.info({}, 'stopped');
  // Connections to model servers are kept for reuse and would keep the process for seconds.
  process.exit(reason === 'fault' ? 1 : 0);
}

function codecOf({ operatorKey, temporalUi, temporal }: ApiConfig): CodecDeps | null {
  if (operatorKey === null) return null;
  const uiOrigin = temporalUi === null ? null : new URL(temporalUi).origin;
  const [codec = null] = dataConverter(temporal.payloadKeys ?? []).payloadCodecs ?? [];
  return { operatorKey, uiOrigin, codec };
}

async function listenOrSay(
  app: Parameters<typeof listen>[0],
  at: Pick<ApiConfig, 'host' | 'port'>,
): Promise<Listening> {
  try {
    return await listen(app, at);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const where = `${at.host}, port ${at.port}`;
    const sentence =
      code === 'EADDRINUSE'
        ? `Something else listens on ${where}: stop it, or set PROMPTREEL_PORT to a free port.`
        : `PROMPTREEL_HOST and PROMPTREEL_PORT cannot be listened on (${where}): ${code}.`;
    throw new ConfigError(sentence, { cause });
  }
}

function toldToStop(log: Log): Promise<NodeJS.Signals | 'fault'> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
    drainAtFault(log, () => resolve('fault'));
  });
}

function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      probe.close(() => (port === undefined ? reject(new Error('no free port')) : resolve(port)));
    });
  });
}

function tellWhy(error: unknown, log: Log): void {
  // A sentence for a person stands alone; anything else is a fault with its trace.
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else log.fatal({ err: error }, 'the API failed');
}

try {
  if (process.argv.includes('--help')) process.stdout.write(settingsHelp('A'));
  else await main();
} catch (error) {
  tellWhy(error, openLog({ part: 'api' }));
  process.exit(1);
}
