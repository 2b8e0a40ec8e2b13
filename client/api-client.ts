import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../stack/early/problem.mjs';

export interface ApiClient {
  /** Base URL without a slash at its end. */
  base: string;
  key: string | undefined;
}

export interface ApiCall {
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

interface ProblemDetails {
  title?: string;
  code?: string;
  detail?: string;
  errors?: { pointer?: string; detail?: string }[];
}

/** An RFC 9457 problem (or any other refusal) as text for a person. */
export function describeProblem(status: number, body: unknown): string {
  const details = (typeof body === 'object' && body !== null ? body : {}) as ProblemDetails;
  const head = [`the API answered ${status}`, details.code].filter(Boolean).join(' ');
  const text = details.detail ?? details.title;
  const fields = (details.errors ?? []).map((each) => `  ${each.pointer ?? ''}: ${each.detail}`);
  return [text === undefined ? head : `${head}: ${text}`, ...fields].join('\n');
}

export class ApiProblem extends Problem {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    // A value that the API refuses is misuse, as an unknown option is.
    super(describeProblem(status, body), { exitCode: status === 422 ? 2 : 1 });
    this.status = status;
    this.body = body;
  }
}

export function authorization(client: ApiClient): Record<string, string> {
  return client.key === undefined ? {} : { authorization: `Bearer ${client.key}` };
}

/** @throws ApiProblem for an answer that refuses; TypeError where nothing answers. */
export async function callApi<T>(
  client: ApiClient,
  method: string,
  path: string,
  call: ApiCall = {},
): Promise<T> {
  const content = call.body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(`${client.base}${path}`, {
    method,
    headers: { ...authorization(client), ...content, ...call.headers },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  });
  const text = await response.text();
  const body = text === '' ? undefined : parseBody(text);
  if (!response.ok) throw new ApiProblem(response.status, body);
  return body as T;
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { detail: text.slice(0, 300) };
  }
}

/** The API is away or cannot reach what it needs: the same request may be sent again. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ApiProblem) return [429, 502, 503, 504].includes(error.status);
  return error instanceof TypeError;
}

const RETRY_FIRST_MS = 500;
const RETRY_LONGEST_MS = 5000;

/** Repeats a call while its failure may pass, for up to `forMs`. Only for calls safe to repeat. */
export async function retryPassing<T>(
  call: () => Promise<T>,
  options: { forMs: number; signal?: AbortSignal; onRetry?: (reason: string) => void },
): Promise<T> {
  const deadline = Date.now() + options.forMs;
  for (let delay = RETRY_FIRST_MS; ; delay = Math.min(RETRY_LONGEST_MS, delay * 2)) {
    try {
      return await call();
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!isPassing(error) || Date.now() + delay > deadline) throw explainUnreachable(error);
      options.onRetry?.(error instanceof ApiProblem ? error.message : 'the API does not answer');
      await sleep(delay, undefined, options.signal === undefined ? {} : { signal: options.signal });
    }
  }
}

/** `fetch failed` helps nobody. */
export function explainUnreachable(error: unknown): unknown {
  if (!(error instanceof TypeError)) return error;
  return new Problem('The API does not answer. Is the stack running? Start it with: npm start', {
    cause: error,
  });
}
