import { parseArgs } from 'node:util';
import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { RegistrationRefused } from '../temporal/registration-refused.ts';
import { registerOn } from '../temporal/registration.ts';

/**
 * The deploy command: `node workers/register.ts [--address H:P] [--namespace N] [--retention-days D]`.
 * Prepares a Temporal server for this release; does nothing where everything is in place. What a flag
 * does not say comes from Temporal's own environment configuration (`TEMPORAL_ADDRESS`, …). Where the
 * server keeps for its owner what is missing, it prints the commands to run and fails.
 */
const { values: flags } = parseArgs({
  options: {
    address: { type: 'string' },
    namespace: { type: 'string' },
    'retention-days': { type: 'string' },
  },
});

/** A server that was started a moment ago, as by compose or the supervisor, still loads. */
const CONNECT_TIMEOUT = '60s';

const configured = loadClientConnectConfig();
const connection = await Connection.connect({
  ...configured.connectionOptions,
  ...(flags.address === undefined ? {} : { address: flags.address }),
  connectTimeout: CONNECT_TIMEOUT,
});
try {
  const namespace = flags.namespace ?? configured.namespace ?? 'default';
  const retentionDays = Number(flags['retention-days'] ?? Number.NaN);
  const made = await registerOn(connection, {
    namespace,
    ...(Number.isInteger(retentionDays) && retentionDays > 0 ? { retentionDays } : {}),
  });
  process.stdout.write(`${JSON.stringify({ namespace, ...made })}\n`);
} catch (error) {
  if (!(error instanceof RegistrationRefused)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  await connection.close();
}
