/** A configured credential: where somebody generates for us, and as whom we ask. */
export interface Account {
  /** What stands before the slash in a request's `model`. */
  name: string;
  /** Whose file in the catalogue describes its models. */
  provider: string;
  /** Below it are the provider's paths. Without a slash at the end. */
  baseUrl: string;
  apiKey?: string | undefined;
  /** The model of a request that names none. Otherwise the first that it lists. */
  defaultModel?: string | undefined;
  /** Verifies webhooks. Ours need none: the address of each authorises it. */
  webhookSecret?: string | undefined;
  /** How it takes a create. A setting and no trial: a trial may make a job. */
  format: 'json' | 'multipart';
}

/** `host:port`, as allow-lists have it. */
export function hostOf({ baseUrl }: Account): string {
  const { hostname, port, protocol } = new URL(baseUrl);
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}

/** The model id that leaves the choice to the server. */
export const SERVER_DEFAULT_MODEL = 'default';
