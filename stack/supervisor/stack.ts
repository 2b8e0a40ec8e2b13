import type { StackConfig } from '../config.ts';
import { DATA_SPACE_MB, ensureSpace } from '../setup/disk-space.ts';
import type { StackTools } from '../setup/setup.ts';
import { deployTo } from './deploy.ts';
import { partEnvironment, urlHost } from './environment.ts';
import type { PartSpec } from './part.ts';
import type { Terminal } from './part-log.ts';
import { apiPart, gcsPart, localModelPart, temporalPart, workerPart } from './parts.ts';
import { createRedactor } from './redaction.ts';
import { lockDataDir } from './running-stack.ts';
import { ensureSecret } from './secret.ts';
import type { StackPorts } from './stack-addresses.ts';
import { addressesOf, checkTemporalAddress, claimPorts } from './stack-addresses.ts';
import { readStackFile } from './stack-file.ts';
import type { StopSignals } from './stop-signals.ts';
import { supervise } from './supervise.ts';
import { endLeftovers } from './takeover.ts';

export interface StartOptions {
  config: StackConfig;
  tools: StackTools;
  terminal: Terminal;
  signals: StopSignals;
}

export interface StartedStack {
  /** Base URL of the API. */
  api: string;
  temporalUi: string | undefined;
  stop: () => Promise<void>;
}

const apiAddress = (config: StackConfig, ports: StackPorts): string =>
  `http://${urlHost(config.host)}:${ports.api}`;

/** Which parts this configuration needs, in the order of their dependence. */
function partGroups(
  { config, tools }: StartOptions,
  ports: StackPorts,
  env: NodeJS.ProcessEnv,
): PartSpec[][] {
  const context = { config, env };
  const servers: PartSpec[] = [];
  const { temporal, temporalUi, gcs } = ports;
  if (tools.temporalCli !== undefined && temporal !== undefined && temporalUi !== undefined) {
    const program = tools.temporalCli;
    servers.push(temporalPart(context, { program, port: temporal, uiPort: temporalUi }));
  }
  if (tools.gcsEmulator !== undefined && gcs !== undefined) {
    servers.push(gcsPart(context, { program: tools.gcsEmulator, port: gcs }));
  }
  const model = ports.localModel === undefined ? [] : [localModelPart(context, ports.localModel)];
  const workers = config.workerRoles.map((role, i) =>
    workerPart(context, role, ports.workers[i] ?? 0),
  );
  return [servers, model, workers, [apiPart(context, apiAddress(config, ports))]];
}

/**
 * Starts the whole stack on this machine and keeps it running until `stop` is called.
 * @throws Problem: another stack on this data, a taken port, a full disk, a part that will not start.
 */
export async function startStack(options: StartOptions): Promise<StartedStack> {
  const { config, terminal, signals } = options;
  const { dataDir } = config;
  ensureSpace(dataDir, DATA_SPACE_MB, 'PROMPTREEL_DATA_DIR');
  const unlock = lockDataDir(dataDir);
  const releases = [unlock];
  const release = (): void => releases.toReversed().forEach((each) => each());
  try {
    await endLeftovers(dataDir, readStackFile(dataDir), terminal.say);
    if (config.temporalAddress !== undefined) await checkTemporalAddress(config.temporalAddress);
    const ports = await claimPorts(config);
    releases.push(ports.release);
    const addresses = addressesOf(config, ports);
    const env = partEnvironment(config, addresses, config.secret ?? ensureSecret(dataDir));
    const groups = partGroups(options, ports, env);
    const redact = createRedactor(env);
    const supervised = await supervise({ dataDir, groups, terminal, redact, signals });
    const stopping = new AbortController();
    const deployed =
      ports.temporal === undefined
        ? Promise.resolve()
        : deployTo(addresses.temporal, { config, env, say: terminal.say, signal: stopping.signal });
    const stop = async (): Promise<void> => {
      stopping.abort();
      await deployed;
      await supervised.stop();
      release();
    };
    return { api: apiAddress(config, ports), temporalUi: addresses.temporalUi, stop };
  } catch (error) {
    release();
    throw error;
  }
}
