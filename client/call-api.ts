import { ApiRefusal, ApiUnreachable } from './api-error.ts';

export interface ApiClient {
  /** Base URL without a slash at its end; empty for the host that the page came from. */
  base: string;
  key: string | undefined;
}

export interface ApiCall {
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

/** @throws ApiUnreachable where nothing answers; the signal's reason. Refusals are answers. */
export async function fetchApi(
  client: ApiClient,
  method: string,
  path: string,
  { body, headers, signal }: ApiCall = {},
): Promise<Response> {
  const all = new Headers(headers);
  if (client.key !== undefined) all.set('authorization', `Bearer ${client.key}`);
  if (body !== undefined) all.set('content-type', 'application/json');
  try {
    return await fetch(`${client.base}${path}`, {
      method,
      headers: all,
      cache: 'no-cache',
      signal: signal ?? null,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new ApiUnreachable(cause);
  }
}

/** @throws ApiRefusal for any answer that is no success; ApiUnreachable; the signal's reason. */
export async function callApi(
  client: ApiClient,
  method: string,
  path: string,
  call: ApiCall = {},
): Promise<{ status: number; body: unknown }> {
  const response = await fetchApi(client, method, path, call);
  const { status } = response;
  const body = await readBody(response, call.signal);
  if (!response.ok) throw new ApiRefusal(status, body);
  return { status, body };
}

/** Undefined for an empty body. What is no JSON comes from somebody between us and the API. */
async function readBody(response: Response, signal?: AbortSignal): Promise<unknown> {
  const text = await response.text().catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw new ApiUnreachable(cause);
  });
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return { detail: text.slice(0, 300) };
  }
}
