import { Readable } from 'node:stream';
import type { Limits } from './limits.ts';
import { NetError } from './net-error.ts';

export interface BodyOptions {
  source: Readable;
  host: string;
  /** From Content-Length; null when the server did not say. */
  expectedBytes: number | null;
  limits: Pick<Limits, 'idleTimeoutMs' | 'maxBytes' | 'minBytesPerSecond' | 'rateWindowMs'>;
  /** Turns what the transport threw into our error. */
  explain: (cause: unknown) => NetError;
  /** Called once, when the body has ended, failed or was given up. */
  onClose: () => void;
}

export interface GuardedBody {
  stream: Readable;
  /** So far. */
  bytesReceived: () => number;
}

/**
 * Passes a body on while it keeps to its limits. Pulled, not pushed: the clocks run only while we wait
 * for the server, so a reader that is slow to read cannot make a good server look dead.
 */
export function guardBody(options: BodyOptions): GuardedBody {
  const { source, host, expectedBytes, limits } = options;
  const chunks: AsyncIterator<Buffer> = source[Symbol.asyncIterator]();
  const rate = rateWatch(limits);
  let received = 0;

  async function pull(): Promise<Buffer | null> {
    const started = performance.now();
    const next = await withIdleTimeout(chunks.next(), limits.idleTimeoutMs, host);
    if (next.done) {
      if (expectedBytes === null || received === expectedBytes) return null;
      throw new NetError('truncated', `${host} sent ${received} of ${expectedBytes} bytes`, {
        sent: 'maybe',
      });
    }
    received += next.value.byteLength;
    if (received > limits.maxBytes) throw tooLarge(host, limits.maxBytes);
    if (rate(next.value.byteLength, performance.now() - started)) {
      throw new NetError('timeout', `${host} sends too slowly`, { sent: 'maybe' });
    }
    return next.value;
  }

  const stream = new Readable({
    read() {
      pull().then(
        (chunk) => this.push(chunk),
        (cause: unknown) =>
          this.destroy(cause instanceof NetError ? cause : options.explain(cause)),
      );
    },
    destroy(error, callback) {
      source.on('error', () => {});
      source.destroy();
      options.onClose();
      callback(error);
    },
  });
  return { stream, bytesReceived: () => received };
}

export function tooLarge(host: string, maxBytes: number): NetError {
  return new NetError('too_large', `The answer of ${host} exceeds ${maxBytes} bytes`, {
    sent: 'maybe',
  });
}

async function withIdleTimeout<T>(work: Promise<T>, ms: number, host: string): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new NetError('timeout', `${host} went silent for ${ms} ms`, { sent: 'maybe' }));
  }, ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Tells, chunk by chunk, whether the last full window of waiting was below the least rate. */
function rateWatch(
  limits: Pick<Limits, 'minBytesPerSecond' | 'rateWindowMs'>,
): (bytes: number, waitedMs: number) => boolean {
  let windowBytes = 0;
  let windowMs = 0;
  return (bytes, waitedMs) => {
    windowBytes += bytes;
    windowMs += waitedMs;
    if (windowMs < limits.rateWindowMs) return false;
    const tooSlow = (windowBytes * 1000) / windowMs < limits.minBytesPerSecond;
    windowBytes = 0;
    windowMs = 0;
    return tooSlow;
  };
}
