import { once } from 'node:events';
import { connect, constants, createServer } from 'node:http2';
import type { ServerHttp2Stream } from 'node:http2';

export interface RefusingProxy {
  /** host:port */
  address: string;
  /** Methods that it refused, in order. */
  refused: string[];
  close: () => void;
}

/** gRPC's PERMISSION_DENIED, and how it is said when there is nothing else to say. */
const DENIED = { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '7' };

/** In front of a Temporal server: refuses every call whose path matches, passes all others on. */
export async function startRefusingProxy(target: string, refuse: RegExp): Promise<RefusingProxy> {
  const upstream = connect(`http://${target}`);
  const refused: string[] = [];
  const server = createServer();
  server.on('stream', (stream, headers) => {
    const path = headers[':path'] ?? '';
    stream.on('error', () => {});
    if (refuse.test(path)) {
      refused.push(path.slice(path.lastIndexOf('/') + 1));
      stream.respond(DENIED, { endStream: true });
      return;
    }
    forward(stream, upstream.request({ ...headers, ':authority': target }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    address: `127.0.0.1:${address.port}`,
    refused,
    close: () => {
      upstream.destroy();
      server.close();
    },
  };
}

function forward(
  stream: ServerHttp2Stream,
  call: ReturnType<ReturnType<typeof connect>['request']>,
) {
  call.on('error', () => stream.close());
  call.on('response', (headers, flags) => {
    // An error with nothing before it is its head alone.
    if (flags & constants.NGHTTP2_FLAG_END_STREAM) {
      stream.respond(headers, { endStream: true });
      return;
    }
    stream.respond(headers, { waitForTrailers: true });
    let trailers = {};
    call.on('trailers', (told) => (trailers = plain(told)));
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    call.pipe(stream);
  });
  stream.pipe(call);
}

/** Without what HTTP/2 writes itself. */
function plain(headers: Record<string, unknown>) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':')));
}
