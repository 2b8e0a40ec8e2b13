import type { LookupFunction } from 'node:net';
import type { AllowList } from './allow-list.ts';
import { startClock } from './clock.ts';
import { exchange, type RequestBody } from './exchange.ts';
import { API_CALL_LIMITS, type Limits } from './limits.ts';
import { NetError } from './net-error.ts';
import { headersForHop, redirectTarget } from './redirect.ts';
import { acceptAnswer, type NetResponse } from './response.ts';

export interface NetRequest {
  /** Default GET. */
  method?: string;
  url: string | URL;
  headers?: Record<string, string>;
  body?: RequestBody;
  /** Over {@link API_CALL_LIMITS}. */
  limits?: Partial<Limits>;
  /** Of GET and HEAD; a redirect of any other method is always refused. Default 5. */
  maxRedirects?: number;
  /** What to do about a compressed body, which is never decompressed here. Default `refuse`. */
  encoded?: 'refuse' | 'pass';
  signal?: AbortSignal | undefined;
}

export interface RequestDeps {
  isAllowed: AllowList;
  ports: readonly number[] | undefined;
  lookup: LookupFunction | undefined;
}

export type Request = (request: NetRequest) => Promise<NetResponse>;

const MAX_REDIRECTS = 5;

export function createRequest(deps: RequestDeps): Request {
  return async (request) => {
    const limits: Limits = { ...API_CALL_LIMITS, ...request.limits };
    const clock = startClock(limits.totalTimeoutMs, request.signal);
    let sent: 'no' | 'maybe' = 'no';
    try {
      return await follow(deps, request, limits, clock, () => (sent = 'maybe'));
    } catch (cause) {
      clock.stop();
      throw withSent(cause, sent);
    }
  };
}

async function follow(
  deps: RequestDeps,
  request: NetRequest,
  limits: Limits,
  clock: ReturnType<typeof startClock>,
  onConnected: () => void,
): Promise<NetResponse> {
  const { isAllowed, lookup } = deps;
  const method = (request.method ?? 'GET').toUpperCase();
  let url = parseUrl(request.url);
  let headers = prepareHeaders(request.headers);
  for (let hop = 0; ; hop += 1) {
    clock.signal.throwIfAborted();
    const allowed = isAllowed(url);
    if (!allowed) checkPort(url, deps.ports);
    const answer = await exchange({
      method,
      url,
      headers,
      body: request.body,
      limits,
      allowed,
      lookup,
      signal: clock.signal,
      onConnected,
    });
    try {
      const { status } = answer;
      const location = [answer.headers['location']].flat()[0];
      const target = redirectTarget({ from: url, method, status, location, isAllowed });
      if (!target) {
        const { encoded = 'refuse' } = request;
        return acceptAnswer(answer, { method, url, limits, encoded, onClose: clock.stop });
      }
      answer.close();
      if (hop >= (request.maxRedirects ?? MAX_REDIRECTS)) {
        const message = `${url.host} redirects once too often`;
        throw new NetError('too_many_redirects', message, { sent: 'maybe' });
      }
      headers = headersForHop(headers, url, target);
      url = target;
    } catch (error) {
      answer.close();
      throw error;
    }
  }
}

function parseUrl(input: string | URL): URL {
  const url = URL.parse(String(input));
  if (!url) throw new NetError('invalid_url', 'Not an absolute URL', { sent: 'no' });
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new NetError('protocol_refused', `${url.protocol} is not http`, { sent: 'no' });
  }
  // They would end in logs and in redirects; a key belongs in a header.
  if (url.username || url.password) {
    throw new NetError('invalid_url', `Credentials in a URL for ${url.host}`, { sent: 'no' });
  }
  return url;
}

/** At every hop: a redirect is one more way to name a port. */
function checkPort(url: URL, ports: readonly number[] | undefined): void {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  if (ports === undefined || ports.includes(port)) return;
  throw new NetError('port_refused', `Port ${port} of ${url.hostname} is not open`, { sent: 'no' });
}

function prepareHeaders(headers: Record<string, string> = {}): Record<string, string> {
  const lower = Object.entries(headers).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  return {
    'user-agent': 'promptreel',
    ...Object.fromEntries(lower),
    'accept-encoding': 'identity',
  };
}

/** Over all hops: what the first one sent is not unsent by the failure of the second. */
function withSent(cause: unknown, sent: 'no' | 'maybe'): unknown {
  if (!(cause instanceof NetError) || cause.sent === sent) return cause;
  const { code, message, retryable, status } = cause;
  return new NetError(code, message, {
    sent,
    retryable,
    ...(status === undefined ? {} : { status }),
    cause: cause.cause,
  });
}
