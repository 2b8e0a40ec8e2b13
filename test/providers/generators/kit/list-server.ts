import { once } from 'node:events';
import { createServer } from 'node:http';
import { portOf } from '../../../bound-port.ts';

export interface ListServer {
  url: string;
  /** Paths with queries, in order. */
  asked: string[];
  close(): void;
}

/** A server that only lists and describes; `answer` gets the URL and gives status and body. */
export async function openListServer(
  answer: (url: URL) => { status: number; body: unknown },
): Promise<ListServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const { status, body } = answer(new URL(request.url ?? '/', 'http://localhost'));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  return { url: `http://127.0.0.1:${port}`, asked, close: () => void server.close() };
}
