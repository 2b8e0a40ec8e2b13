import type { ServerResponse } from 'node:http';
import type { HostileJob } from './job.ts';

/** One request under way, for a behaviour to spoil. */
export interface Exchange {
  response: ServerResponse;
  job: HostileJob;
  /** `http://127.0.0.1:port` of a second listener that nobody should ever be led to. */
  trap: string;
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

export function sendBytes(response: ServerResponse, type: string, bytes: string | Buffer): void {
  response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(bytes) });
  response.end(bytes);
}

export function sendError(
  response: ServerResponse,
  status: number,
  code: string,
  headers: Record<string, string> = {},
): void {
  const message = `The server says ${code}.`;
  const error = { message, type: 'invalid_request_error', param: null, code };
  sendJson(response, status, { error }, headers);
}
