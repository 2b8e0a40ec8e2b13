/** A server that speaks `/v1/videos`: vLLM-Omni, SGLang, LiteLLM, the local model server. */
export interface ServerConfig {
  /** What stands before the slash in a request's `model`. */
  name: string;
  /** Ends in `/v1`. */
  baseUrl: string;
  apiKey?: string;
  /** How it takes a create. A setting and no trial: a trial may make a job. */
  format: 'json' | 'multipart';
  /** The model of a request that names none. Otherwise the server's own first one. */
  defaultModel?: string;
  /** `whsec_…` for `parseRing`. Our own doorbell needs none: its address authorises the ring. */
  webhookSecret?: string;
}

/** The model id that leaves the choice to the server. */
export const SERVER_DEFAULT_MODEL = 'default';
