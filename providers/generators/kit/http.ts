import type { Account } from '../../../domain/models/account.ts';
import type { Net } from '../../../net/net.ts';
import type { JsonResponse } from '../../../net/request-json.ts';
import type { WrittenBody } from './write-body.ts';

/** The part of the guarded client that a generator needs. */
export type GeneratorNet = Pick<Net, 'request' | 'requestJson'>;

/** One account's exchanges: with its key, its limits and a caller's signal. Throw `NetError` alone. */
export interface Http {
  get(path: string): Promise<JsonResponse>;
  delete(path: string): Promise<JsonResponse>;
  post(path: string, body: WrittenBody, headers?: Record<string, string>): Promise<JsonResponse>;
  url(path: string): string;
  authorization: Record<string, string>;
}

/** Job objects are a few kilobytes; a page of a hundred of them with prompts stays below this. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
/** A create may carry an image upwards and wait for a model to load. */
const CREATE_TIMEOUT_MS = 120_000;
const READ_TIMEOUT_MS = 30_000;

export type OpenHttp = (signal: AbortSignal | undefined, readTimeoutMs?: number) => Http;

export function openHttp({ baseUrl, apiKey }: Account, net: GeneratorNet): OpenHttp {
  const base = baseUrl.replace(/\/+$/, '');
  const authorization: Record<string, string> =
    apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  const url = (path: string) => `${base}${path}`;
  return (signal, readTimeoutMs = READ_TIMEOUT_MS) => {
    const read = (method: string) => (path: string) =>
      net.requestJson({
        method,
        url: url(path),
        headers: { accept: 'application/json', ...authorization },
        signal,
        limits: within(readTimeoutMs),
        // The key belongs to the configured address and to no other.
        maxRedirects: 0,
      });
    return {
      url,
      authorization,
      get: read('GET'),
      delete: read('DELETE'),
      post: (path, { contentType, body }, headers) =>
        net.requestJson({
          method: 'POST',
          url: url(path),
          headers: {
            accept: 'application/json',
            'content-type': contentType,
            ...headers,
            ...authorization,
          },
          body,
          signal,
          limits: within(CREATE_TIMEOUT_MS),
        }),
    };
  };
}

function within(timeoutMs: number) {
  const maxBytes = MAX_ANSWER_BYTES;
  return { totalTimeoutMs: timeoutMs, headersTimeoutMs: timeoutMs, maxBytes };
}
