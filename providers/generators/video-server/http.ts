import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

export interface HttpCall {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
  signal?: AbortSignal | undefined;
  limits?: { headersTimeoutMs?: number; totalTimeoutMs?: number; maxBytes?: number };
  maxRedirects?: number;
}

export interface HttpAnswer {
  status: number;
  /** Lowercase names. */
  headers: Record<string, string>;
  body: Readable;
}

/** The guarded client, `net.request`. Throws `NetError`. */
export type Http = (call: HttpCall) => Promise<HttpAnswer>;

export interface JsonAnswer {
  status: number;
  headers: Record<string, string>;
  /** Undefined when the body is not JSON. */
  json: unknown;
}

/** Job objects are a few kilobytes; a page of a hundred of them with prompts stays below this. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

export async function callJson(http: Http, call: HttpCall): Promise<JsonAnswer> {
  const limits = { maxBytes: MAX_ANSWER_BYTES, ...call.limits };
  // No redirect is followed: a key belongs to the configured address and to no other.
  const { status, headers, body } = await http({ ...call, limits, maxRedirects: 0 });
  const text = (await buffer(body)).toString('utf8');
  return { status, headers, json: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seconds to wait by `Retry-After`, in either of its spellings (RFC 9110 §10.2.3). */
export function retryAfter(headers: Record<string, string>, now: Date): number | undefined {
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(value.trim())
    ? Number(value)
    : (Date.parse(value) - now.getTime()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}
