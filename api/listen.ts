import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';

/** A server that listens, and the base URL under which it does. */
export interface Listening {
  server: Server;
  url: string;
}

/** @throws the system's error, e.g. `EADDRINUSE`. */
export async function listen(app: Express, at: { host: string; port: number }): Promise<Listening> {
  const server = createServer(app);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(at.port, at.host, resolve);
  await promise;
  return { server, url: baseUrl(server.address() as AddressInfo) };
}

export function baseUrl({ address, port }: { address: string; port: number }): string {
  const host = address.includes(':') ? `[${address}]` : address;
  return `http://${host}:${port}`;
}

/** Lets what is being answered finish; whatever is not done after `graceMs` is cut. */
export async function stopListening(server: Server, graceMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await promise;
  clearTimeout(timer);
}
