import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';
import { portOf } from '../bound-port.ts';

export interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

type Answer = (response: ServerResponse, request: Seen) => void;

/** A server on a real socket that gives these answers in turn, the last one for ever. */
export async function scriptedApi(...answers: Answer[]): Promise<{ base: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const record = { method, url, headers, body };
      const answer = answers[Math.min(seen.length, answers.length - 1)];
      seen.push(record);
      answer?.(response, record);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { base: `http://127.0.0.1:${portOf(server)}`, seen };
}

export function json(status: number, body: unknown): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
}

/** An event stream with these messages, which then ends or is cut. */
export function eventStream(
  messages: readonly { id?: string; event?: string; data: unknown }[],
  ending: 'end' | 'cut' = 'end',
): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const { id, event, data } of messages) {
      if (id !== undefined) response.write(`id: ${id}\n`);
      if (event !== undefined) response.write(`event: ${event}\n`);
      response.write(`data: ${JSON.stringify(data)}\n\n`);
    }
    if (ending === 'end') response.end();
    // What has been written must arrive before the connection breaks.
    else setTimeout(() => response.destroy(), 50);
  };
}
