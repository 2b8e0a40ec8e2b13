import type { Response } from 'express';

/** Server-sent events to one watcher: owns the answer and every timer that writes to it. */
export interface EventStream {
  /** One frame (HTML standard §9.2.5). What comes after the end is dropped. */
  send(frame: string): void;
  /** Says no more, and lets go of a watcher that does not come to read the end. */
  end(): void;
}

export interface StreamPace {
  /** Keeps proxies from cutting a silent stream, and shows a watcher that it is not dead. */
  commentEveryMs?: number;
  /** A watcher that has not read for so long is let go; it resumes by its last event's id. */
  unreadForMs?: number;
}

const COMMENT_EVERY_MS = 15_000;
const UNREAD_FOR_MS = 60_000;
/** What a watcher may leave unread before it costs memory. */
const MAX_UNREAD_BYTES = 1_000_000;
const RECONNECT_MS = 2_000;

const HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store',
  'X-Accel-Buffering': 'no',
  // Whatever is sent behind it on the same connection would wait for its end.
  Connection: 'close',
};

/** `over` is called once, however it ended. */
export function openEventStream(res: Response, pace: StreamPace, over: () => void): EventStream {
  const { commentEveryMs = COMMENT_EVERY_MS, unreadForMs = UNREAD_FOR_MS } = pace;
  let open = true;
  let readAt = performance.now();

  // Bound to the decision to end: a client that reads nothing keeps `close` from coming.
  const stop = (): void => {
    if (!open) return;
    open = false;
    clearInterval(timer);
    over();
  };
  const letGo = (): void => {
    stop();
    // Behind another answer on its connection this one has no socket of its own yet.
    res.req.socket.destroy();
  };
  const send = (frame: string): void => {
    if (!open) return;
    if (res.writableLength === 0) readAt = performance.now();
    res.write(frame);
    if (res.writableLength > MAX_UNREAD_BYTES) letGo();
  };
  const comment = (): void => {
    if (res.writableLength > 0 && performance.now() - readAt > unreadForMs) letGo();
    else send(': still here\n\n');
  };

  const timer = setInterval(comment, commentEveryMs);
  // Without a listener an error here would end the process; `close` follows it.
  res.on('error', stop);
  res.once('close', stop);
  res.on('drain', () => (readAt = performance.now()));
  res.status(200).set(HEADERS);
  // Who hung up while its video was looked for: `close` has come and will not come again.
  if (res.req.socket.destroyed) stop();
  send(`retry: ${RECONNECT_MS}\n\n`);

  return {
    send,
    end() {
      if (!open) return;
      stop();
      res.end();
      const deadline = setTimeout(letGo, unreadForMs).unref();
      res.once('close', () => clearTimeout(deadline));
    },
  };
}
