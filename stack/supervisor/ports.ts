import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { tryLock } from '../early/lock.mjs';
import { Problem } from '../early/problem.mjs';

export interface ClaimedPort {
  number: number;
  release: () => void;
}

/** How far a port may be from the preferred one; beyond that something else is wrong. */
const REACH = 200;

function isPortFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * Between finding a port free and the part binding it, another stack on this machine may find it
 * free too. So a port is claimed by a lock file first, held for the life of the supervisor.
 */
async function tryClaim(host: string, port: number): Promise<ClaimedPort | undefined> {
  const lock = tryLock(join(tmpdir(), `promptreel-ports-${userInfo().uid}`, String(port)));
  if (lock.status === 'held') return undefined;
  if (await isPortFree(host, port)) return { number: port, release: lock.release };
  lock.release();
  return undefined;
}

/** The preferred port or the next that is free and `suits`. @throws Problem */
export async function claimPort(
  host: string,
  preferred: number,
  suits: (port: number) => boolean = () => true,
): Promise<ClaimedPort> {
  for (let port = preferred; port < preferred + REACH && port <= 65_535; port++) {
    if (!suits(port)) continue;
    const claimed = await tryClaim(host, port);
    if (claimed !== undefined) return claimed;
  }
  throw new Problem(`No free port on ${host} from ${preferred} on: stop what uses them.`);
}

/** That port and no other. @throws Problem when it is taken. */
export async function claimExactPort(
  host: string,
  port: number,
  setting: string,
): Promise<ClaimedPort> {
  const claimed = await tryClaim(host, port);
  if (claimed !== undefined) return claimed;
  throw new Problem(
    `Port ${port} on ${host} is taken by another program: stop that one, or set ${setting} to another port, or leave ${setting} unset to use the next free one.`,
  );
}

const portsFile = (dataDir: string): string => join(dataDir, 'ports.json');

/** The ports that this data directory used last: links in old runs and open tabs go on working. */
export function readPorts(dataDir: string): Record<string, number> {
  try {
    return z
      .record(z.string(), z.number())
      .parse(JSON.parse(readFileSync(portsFile(dataDir), 'utf8')));
  } catch {
    return {};
  }
}

export function writePorts(dataDir: string, ports: Record<string, number>): void {
  const draft = `${portsFile(dataDir)}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(ports)}\n`);
  renameSync(draft, portsFile(dataDir));
}
