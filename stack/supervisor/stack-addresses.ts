import { connect } from 'node:net';
import type { StackConfig } from '../config.ts';
import { Problem } from '../early/problem.mjs';
import { wantsEmulator } from '../setup/setup.ts';
import type { StackAddresses } from './environment.ts';
import { isPolled } from './marked-processes.ts';
import type { ClaimedPort } from './ports.ts';
import { claimExactPort, claimPort, readPorts, writePorts } from './ports.ts';

// Temporal's own usual ports, so that its command line finds a single stack without an address.
const PREFERRED = {
  temporal: 7233,
  'temporal-ui': 8233,
  'local-model': 8797,
  gcs: 8807,
  worker: 9464,
} as const;

export interface StackPorts {
  api: number;
  temporal: number | undefined;
  temporalUi: number | undefined;
  localModel: number | undefined;
  gcs: number | undefined;
  /** In the order of the configured roles. */
  workers: number[];
  release: () => void;
}

/** Claims a port for every part that this configuration starts. @throws Problem */
export async function claimPorts(config: StackConfig): Promise<StackPorts> {
  const claimed: ClaimedPort[] = [];
  const remembered = readPorts(config.dataDir);
  const keep = (port: ClaimedPort): number => {
    claimed.push(port);
    return port.number;
  };
  const release = (): void => claimed.forEach((port) => port.release());
  const claim = async (name: string, preferred: number): Promise<number> => {
    const wanted = remembered[name] ?? preferred;
    const suits = (port: number): boolean => name !== 'temporal' || !isPolled(`127.0.0.1:${port}`);
    const number = keep(await claimPort('127.0.0.1', wanted, suits));
    remembered[name] = number;
    return number;
  };
  try {
    const { number, askedFor } = config.port;
    const api = askedFor
      ? await claimExactPort(config.host, number, 'PROMPTREEL_PORT')
      : await claimPort(config.host, number);
    const own = config.temporalAddress === undefined;
    const workers: number[] = [];
    for (const role of config.workerRoles) {
      workers.push(await claim(`worker-${role}`, PREFERRED.worker));
    }
    const model = config.videoServers === undefined;
    const ports = {
      api: keep(api),
      temporal: own ? await claim('temporal', PREFERRED.temporal) : undefined,
      temporalUi: own ? await claim('temporal-ui', PREFERRED['temporal-ui']) : undefined,
      localModel: model ? await claim('local-model', PREFERRED['local-model']) : undefined,
      gcs: wantsEmulator(config) ? await claim('gcs', PREFERRED.gcs) : undefined,
      workers,
    };
    writePorts(config.dataDir, remembered);
    return { ...ports, release };
  } catch (error) {
    release();
    throw error;
  }
}

const local = (port: number | undefined): string | undefined =>
  port === undefined ? undefined : `http://127.0.0.1:${port}`;

export function addressesOf(config: StackConfig, ports: StackPorts): StackAddresses {
  return {
    temporal: config.temporalAddress ?? `127.0.0.1:${ports.temporal}`,
    temporalUi: config.temporalUi ?? local(ports.temporalUi),
    localModel: local(ports.localModel),
    gcs: local(ports.gcs),
    apiPort: ports.api,
  };
}

/** A configured Temporal is not ours to start; say at once when it is not there. @throws Problem */
export async function checkTemporalAddress(address: string): Promise<void> {
  const { hostname, port } = new URL(`tcp://${address}`);
  const reachable = await new Promise<boolean>((resolve) => {
    const socket = connect({ host: hostname, port: Number(port || 7233), timeout: 5000 });
    const answer = (value: boolean) => () => {
      socket.destroy();
      resolve(value);
    };
    socket.once('connect', answer(true));
    socket.once('timeout', answer(false));
    socket.once('error', answer(false));
  });
  if (reachable) return;
  throw new Problem(
    `Nothing answers at ${address}, where Temporal's configuration (TEMPORAL_ADDRESS or a profile) points: start it, or unset that to use a dev server of our own.`,
  );
}
