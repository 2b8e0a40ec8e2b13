import { request, type IncomingMessage, type ServerResponse } from 'node:http';
import { startHttp, type TestServer } from '../../net/http-server.ts';

export interface FlakyProxy extends TestServer {
  /** `METHOD path?query` of everything that came by. */
  seen: string[];
  /** Lets the next matching request through and loses its answer. */
  loseAnswerOf: (what: RegExp) => void;
  /** Cuts the next matching answer after this many bytes of its body. */
  cutAnswerOf: (what: RegExp, bytes: number) => void;
}

/** Stands between a client and a server, and does what networks do. */
export async function startFlakyProxy(target: string): Promise<FlakyProxy> {
  const seen: string[] = [];
  let trouble: { what: RegExp; bytes: number } | undefined;
  const server = await startHttp((incoming, outgoing) => {
    const line = `${incoming.method} ${incoming.url}`;
    seen.push(line);
    const mine = trouble?.what.test(line) ? trouble : undefined;
    if (mine) trouble = undefined;
    forward(target, incoming, (answer) => deliver(answer, outgoing, mine?.bytes));
  });
  return {
    ...server,
    seen,
    loseAnswerOf: (what) => (trouble = { what, bytes: -1 }),
    cutAnswerOf: (what, bytes) => (trouble = { what, bytes }),
  };
}

function forward(
  target: string,
  incoming: IncomingMessage,
  onAnswer: (answer: IncomingMessage) => void,
): void {
  const { method, headers, url } = incoming;
  incoming.pipe(request(new URL(url ?? '/', target), { method, headers }, onAnswer));
}

function deliver(
  answer: IncomingMessage,
  outgoing: ServerResponse,
  cutAt: number | undefined,
): void {
  if (cutAt === undefined) {
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(outgoing);
    return;
  }
  const chunks: Buffer[] = [];
  answer.on('data', (chunk: Buffer) => chunks.push(chunk));
  answer.on('end', () => {
    if (cutAt < 0) {
      outgoing.destroy();
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    outgoing.write(Buffer.concat(chunks).subarray(0, cutAt), () => outgoing.destroy());
  });
}
