import type { Readable } from 'node:stream';
import type { Exchange } from './exchange.ts';
import { guardBody, tooLarge } from './guarded-body.ts';
import type { Limits } from './limits.ts';
import { NetError } from './net-error.ts';

export interface NetResponse {
  status: number;
  /** Lowercase names; repeated fields joined by a comma. */
  headers: Record<string, string>;
  /** Fails with {@link NetError}; destroying it ends the connection. */
  body: Readable;
  /** So far, as it came over the wire. */
  bytesReceived: () => number;
  /** Announced length of the body, null when the server did not say. */
  contentLength: number | null;
  /** After redirects. Not for logs: a signed link is a key. */
  url: URL;
}

export interface AcceptOptions {
  method: string;
  url: URL;
  limits: Limits;
  encoded: 'refuse' | 'pass';
  onClose: () => void;
}

/** @throws NetError `encoding_refused`, or `too_large` when the server announces too much */
export function acceptAnswer(answer: Exchange, options: AcceptOptions): NetResponse {
  const { method, url, limits } = options;
  const headers = joinHeaders(answer.headers);
  const bodyless = method === 'HEAD' || answer.status === 204 || answer.status === 304;
  const contentLength = parseLength(headers['content-length']);
  const encoding = headers['content-encoding'] ?? 'identity';

  // A decompressed body has no bound of its own, and media gains nothing by compression.
  if (options.encoded === 'refuse' && encoding !== 'identity' && encoding !== '') {
    throw new NetError('encoding_refused', `${url.host} sent a compressed body`, { sent: 'maybe' });
  }
  if (!bodyless && contentLength !== null && contentLength > limits.maxBytes) {
    throw tooLarge(url.host, limits.maxBytes);
  }
  const body = guardBody({
    source: answer.body,
    host: url.host,
    expectedBytes: bodyless ? null : contentLength,
    limits,
    explain: answer.explain,
    onClose() {
      options.onClose();
      answer.close();
    },
  });
  return {
    status: answer.status,
    headers,
    body: body.stream,
    bytesReceived: body.bytesReceived,
    contentLength,
    url,
  };
}

function joinHeaders(raw: Exchange['headers']): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (value !== undefined) joined[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return joined;
}

function parseLength(value: string | undefined): number | null {
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : null;
}
