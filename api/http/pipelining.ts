import type { Socket } from 'node:net';
import type { RequestHandler } from 'express';

/** No browser pipelines, and no client library that we know does unasked. */
const IN_THE_AIR = 8;

/**
 * Cuts a connection that sends on without waiting for answers: each request is begun as it comes, and
 * none can be answered, not even refused, before those ahead of it.
 */
export function boundPipelining(): RequestHandler {
  const inTheAir = new WeakMap<Socket, number>();
  return ({ socket }, res, next) => {
    const ahead = inTheAir.get(socket) ?? 0;
    if (ahead >= IN_THE_AIR) {
      socket.destroy();
      return;
    }
    inTheAir.set(socket, ahead + 1);
    res.once('close', () => inTheAir.set(socket, (inTheAir.get(socket) ?? 1) - 1));
    next();
  };
}
