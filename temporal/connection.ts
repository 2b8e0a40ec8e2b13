import type { WorkflowClientInterceptor } from '@temporalio/client';
import { Client, Connection } from '@temporalio/client';
import type { ClientConnectConfig } from '@temporalio/envconfig';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { PayloadKey } from './codec.ts';
import { dataConverter } from './data-converter.ts';

/** Where Temporal is and how it is spoken to; fits `Connection` and `NativeConnection` alike. */
export type TemporalSettings = ClientConnectConfig & {
  namespace: string;
  /** The first encrypts what is written to Temporal; none: it is readable there. */
  payloadKeys?: readonly PayloadKey[];
};

/**
 * `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, `TEMPORAL_TLS*`, `TEMPORAL_PROFILE` and
 * the profile file they may name, as Temporal's own environment configuration reads them.
 */
export function temporalSettings(env: Record<string, string | undefined>): TemporalSettings {
  const set = Object.entries(env).filter((entry): entry is [string, string] => {
    return entry[1] !== undefined;
  });
  const { connectionOptions, namespace } = loadClientConnectConfig({
    overrideEnvVars: Object.fromEntries(set),
  });
  return { connectionOptions, namespace: namespace ?? 'default' };
}

/** Connects at the first call, so that a process may start before its Temporal does. */
export function openTemporal(
  settings: TemporalSettings,
  interceptors: WorkflowClientInterceptor[] = [],
): { connection: Connection; client: Client } {
  const connection = Connection.lazy(settings.connectionOptions);
  const { namespace, payloadKeys = [] } = settings;
  const client = new Client({
    connection,
    namespace,
    dataConverter: dataConverter(payloadKeys),
    interceptors: { workflow: interceptors },
  });
  return { connection, client };
}
