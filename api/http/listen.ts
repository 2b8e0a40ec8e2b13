import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { Express } from 'express';

/** A server that listens, and the base URL under which it does. */
export interface Listening {
  server: Server;
  url: string;
}

/** How long a client may take to ask. A form of 20 MB comes in two minutes at 170 kB/s. */
const LIMITS = {
  headersTimeout: 20_000,
  requestTimeout: 120_000,
  connectionsCheckingInterval: 5_000,
};
/** Neither read nor written: longer than the longest `Prefer: wait`, which is silent. */
const SILENT_MS = 150_000;
/** Far above what people and players need, far below what the process could open. */
const MAX_CONNECTIONS = 4_096;
const REQUESTS_PER_SOCKET = 1_000;

/** @throws the system's error, e.g. `EADDRINUSE`. */
export async function listen(app: Express, at: { host: string; port: number }): Promise<Listening> {
  const server = createServer(LIMITS, app);
  server.maxConnections = MAX_CONNECTIONS;
  server.maxRequestsPerSocket = REQUESTS_PER_SOCKET;
  server.setTimeout(SILENT_MS);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(at.port, at.host, resolve);
  await promise;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { server, url: baseUrl(address) };
}

/** Where all addresses are listened on, the loopback one is named: the others cannot be called. */
export function baseUrl({ address, port }: { address: string; port: number }): string {
  const named = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
  const host = named.includes(':') ? `[${named}]` : named;
  return `http://${host}:${port}`;
}

const IDLE_SWEEP_MS = 50;

/** Lets what is being answered finish; whatever is not done after `graceMs` is cut. */
export async function stopListening(server: Server, graceMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  // A connection falls idle when its answer is out, and would be kept open for the next request.
  const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS);
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await promise;
  clearInterval(sweep);
  clearTimeout(timer);
}
