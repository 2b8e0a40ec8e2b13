import { once } from 'node:events';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request as send } from 'node:http';
import { boundTo } from '../bound-address.ts';

/** What one of our calls is, by what a server sees of it. */
export type Call = 'create' | 'status' | 'content' | 'cancel' | 'image';

/** What is wrong with the answer. A status comes with a wish for a day of patience. */
export type Spoilt =
  | 'hangs before the head'
  | 'hangs in the head'
  | 'hangs after the head'
  | 'drips'
  | 'never ends'
  | 'is shorter than announced'
  | 401
  | 403
  | 404
  | 429
  | 503;

export const SPOILT: Spoilt[] = [
  'hangs before the head',
  'hangs in the head',
  'hangs after the head',
  'drips',
  'never ends',
  'is shorter than announced',
  401,
  403,
  404,
  429,
  503,
];

export interface Spoiler {
  url: string;
  /** From now on, of this call alone; null for none. */
  spoil(call: Call | null, how: Spoilt): void;
  stop(): void;
}

const DAY_SECONDS = '86400';
const DRIP_MS = 50;
/** Begins like a clip, so that whoever sniffs goes on reading. */
const HEAD = Buffer.concat([
  Buffer.from('\0\0\0\u0018ftypisom\0\0\0\0isomavc1', 'latin1'),
  Buffer.alloc(64 * 1024),
]);

/** Stands in front of a server, passes everything on, and spoils the answers to one kind of call. */
export async function startSpoiler(target: string): Promise<Spoiler> {
  let spoilt: { call: Call | null; how: Spoilt } = { call: null, how: 404 };
  const server = createServer((request, response) => {
    const { call, how } = spoilt;
    if (call === null || call !== callOf(request)) passOn(target, request, response);
    // Only the answer is spoilt: a create that is not refused has made its job all the same.
    else if (call === 'create' && !isRefusal(how))
      forward(target, request, () => answer(how, response));
    else answer(how, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = boundTo(server);
  return {
    url: `http://127.0.0.1:${port}`,
    spoil: (call, how) => void (spoilt = { call, how }),
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function callOf({ method, url = '/' }: IncomingMessage): Call | null {
  const [, , resource, id, part] = (url.split('?')[0] ?? '').split('/');
  if (url.startsWith('/image')) return 'image';
  if (resource !== 'videos') return null;
  if (id === undefined) return method === 'POST' ? 'create' : null;
  if (method === 'DELETE') return 'cancel';
  return part === 'content' ? 'content' : 'status';
}

function answer(how: Spoilt, response: ServerResponse): void {
  const { socket } = response;
  if (typeof how === 'number') {
    response.writeHead(how, { 'retry-after': DAY_SECONDS, 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { code: 'spoilt', message: 'The answer is spoilt.' } }));
    return;
  }
  switch (how) {
    case 'hangs before the head':
      return;
    case 'hangs in the head':
      socket?.write('HTTP/1.1 200 OK\r\ncontent-type: ');
      return;
    case 'hangs after the head':
      response.writeHead(200, { 'content-length': 1_000 }).flushHeaders();
      return;
    case 'drips':
      drip(response);
      return;
    case 'never ends':
      pour(response);
      return;
    case 'is shorter than announced':
      response.writeHead(200, { 'content-length': HEAD.length + 1_000 });
      response.write(HEAD, () => response.destroy());
      return;
    default:
      how satisfies never;
  }
}

function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': 1_000_000 });
  const timer = setInterval(() => response.write('x'), DRIP_MS);
  response.on('close', () => clearInterval(timer));
}

function pour(response: ServerResponse): void {
  response.writeHead(200);
  const more = (): void => {
    while (!response.destroyed && response.write(HEAD));
  };
  response.on('drain', more);
  more();
}

const isRefusal = (how: Spoilt): boolean => typeof how === 'number' && how < 500;

function passOn(target: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const outer = forward(target, incoming, (reply) => {
    outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(outgoing);
  });
  outer.on('error', () => outgoing.destroy());
}

function forward(
  target: string,
  incoming: IncomingMessage,
  onReply: (reply: IncomingMessage) => void,
): ClientRequest {
  const { method, headers, url = '/' } = incoming;
  const outer = send(new URL(url, target), { method, headers }, onReply);
  incoming.pipe(outer);
  return outer;
}
