import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, type InputType, type ZlibOptions } from 'node:zlib';
import { NetError } from './net-error.ts';
import type { RequestBody } from './exchange.ts';
import type { NetRequest, Request } from './request.ts';

export interface JsonRequest extends Omit<NetRequest, 'encoded' | 'body'> {
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is; with its own `content-type`. */
  body?: RequestBody;
}

export interface JsonResponse {
  status: number;
  headers: Record<string, string>;
  /** The body as it came; for messages of servers that fail in HTML. */
  text: string;
  /** Undefined when the body is no JSON, whatever its type claims. */
  json: unknown;
  url: URL;
}

type Decoder = (data: InputType, options: ZlibOptions) => Promise<Buffer>;

/** Some API servers compress what was asked for plain; losing the answer to a purchase would cost more. */
const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: promisify(gunzip) as Decoder,
  deflate: promisify(inflate) as Decoder,
  br: promisify(brotliDecompress) as Decoder,
};

/** Answers are held in memory, so they stay small. */
const MAX_JSON_BYTES = 4 * 1024 * 1024;

export function createRequestJson(
  request: Request,
): (options: JsonRequest) => Promise<JsonResponse> {
  return async ({ json, ...options }) => {
    const maxBytes = options.limits?.maxBytes ?? MAX_JSON_BYTES;
    const headers: Record<string, string> = { accept: 'application/json', ...options.headers };
    if (json !== undefined) headers['content-type'] ??= 'application/json';
    const response = await request({
      ...options,
      headers,
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      limits: { ...options.limits, maxBytes },
      encoded: 'pass',
    });
    const received = Buffer.concat(await response.body.toArray());
    const text = (await decode(received, response.headers, maxBytes, response.url.host)).toString();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: parse(text),
      url: response.url,
    };
  };
}

async function decode(
  received: Buffer,
  headers: Record<string, string>,
  maxBytes: number,
  host: string,
): Promise<Buffer> {
  const encoding = headers['content-encoding'] ?? '';
  if (encoding === '' || encoding === 'identity' || received.byteLength === 0) return received;
  const decoder = DECODERS[encoding];
  const fail = (cause?: unknown): NetError =>
    new NetError('encoding_refused', `${host} sent a body that cannot be decoded`, {
      sent: 'maybe',
      cause,
    });
  if (!decoder) throw fail();
  try {
    // The bound is on what comes out: a bomb is stopped there, not after it went off.
    return await decoder(received, { maxOutputLength: maxBytes });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code !== 'ERR_BUFFER_TOO_LARGE') throw fail(cause);
    const message = `The answer of ${host} exceeds ${maxBytes} bytes`;
    throw new NetError('too_large', message, { sent: 'maybe', cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
