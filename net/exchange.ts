import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { Client, errors } from 'undici';
import { guardedConnector } from './guarded-connector.ts';
import type { Limits } from './limits.ts';
import { NetError } from './net-error.ts';

export type RequestBody = string | Uint8Array | Readable;

export interface ExchangeOptions {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: RequestBody | undefined;
  limits: Pick<Limits, 'connectTimeoutMs' | 'headersTimeoutMs'>;
  allowed: boolean;
  lookup: LookupFunction | undefined;
  /** Its reason, when a {@link NetError}, is what the caller gets. */
  signal: AbortSignal;
  /** Called when the request may have been received. */
  onConnected: () => void;
}

export interface Exchange {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Readable;
  /** For whatever the body throws. */
  explain: (cause: unknown) => NetError;
  /** Ends the connection; without it an unread body keeps it open. */
  close: () => void;
}

/**
 * One request on one fresh connection. Nothing is kept alive or pipelined: a request on a reused socket
 * that turns out dead leaves open whether it was received, and for a purchase that answer costs money. A
 * handshake per request is the cheaper side of that trade.
 */
export async function exchange(options: ExchangeOptions): Promise<Exchange> {
  const { url, limits } = options;
  const stop = new AbortController();
  let connected = false;
  let headersTimer: NodeJS.Timeout | undefined;

  const client = new Client(url.origin, {
    connect: guardedConnector({
      allowed: options.allowed,
      timeoutMs: limits.connectTimeoutMs,
      lookup: options.lookup,
      onConnected() {
        connected = true;
        options.onConnected();
        headersTimer = setTimeout(() => {
          const message = `${url.host} sent no headers within ${limits.headersTimeoutMs} ms`;
          stop.abort(new NetError('timeout', message, { sent: 'maybe' }));
        }, limits.headersTimeoutMs);
      },
    }),
    // Both are measured here and in guarded-body.ts: undici restarts its own at every dripped byte.
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
  });
  const close = (): void => void client.destroy().catch(() => {});

  try {
    const response = await client.request({
      method: options.method,
      path: url.pathname + url.search,
      headers: options.headers,
      body: options.body ?? null,
      signal: AbortSignal.any([options.signal, stop.signal]),
      reset: true,
    });
    return {
      status: response.statusCode,
      headers: response.headers,
      body: response.body,
      explain: (cause) => explainBody(cause, url.host),
      close,
    };
  } catch (cause) {
    close();
    throw connected ? explainAnswer(cause, url.host) : explainConnect(cause, url.host);
  } finally {
    clearTimeout(headersTimer);
  }
}

function explainConnect(cause: unknown, host: string): NetError {
  if (cause instanceof NetError) {
    return new NetError(cause.code, cause.message, { sent: 'no', cause: cause.cause });
  }
  if (cause instanceof errors.ConnectTimeoutError) {
    return new NetError('timeout', `${host} could not be reached in time`, { sent: 'no', cause });
  }
  return new NetError('connect_failed', `${host} could not be reached (${codeOf(cause)})`, {
    sent: 'no',
    // Neither a certificate nor a malformed header becomes right by asking again.
    retryable: !/CERT|TLS|SIGNATURE|ISSUER|INVALID_ARG/.test(codeOf(cause)),
    cause,
  });
}

function explainAnswer(cause: unknown, host: string): NetError {
  if (cause instanceof NetError) return cause;
  if (isNotHttp(cause)) {
    return new NetError('bad_response', `${host} did not answer in HTTP`, { sent: 'maybe', cause });
  }
  const message = `${host} closed the connection before it answered (${codeOf(cause)})`;
  return new NetError('reset', message, { sent: 'maybe', cause });
}

function explainBody(cause: unknown, host: string): NetError {
  if (cause instanceof NetError) return cause;
  // A connection that ends inside a chunk is a parser error too, without a code: cut off, not malformed.
  if (isNotHttp(cause) && codeOf(cause) !== 'unknown') {
    return new NetError('bad_response', `${host} sent a malformed body`, { sent: 'maybe', cause });
  }
  const message = `${host} closed the connection inside the body (${codeOf(cause)})`;
  return new NetError('truncated', message, { sent: 'maybe', cause });
}

function isNotHttp(cause: unknown): boolean {
  return cause instanceof errors.HTTPParserError || cause instanceof errors.HeadersOverflowError;
}

/** Codes are safe to show; system messages may quote what was asked for. */
function codeOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : 'unknown';
}
