/** How long and how much one exchange may take. Times in milliseconds, sizes in bytes. */
export interface Limits {
  /** DNS, TCP and TLS together. */
  connectTimeoutMs: number;
  /** From the connection to the last byte of the response's headers, however slowly they drip. */
  headersTimeoutMs: number;
  /** Longest silence inside the body. Time in which the reader does not read is not counted. */
  idleTimeoutMs: number;
  /** The whole exchange including redirects and body; 0 for none. */
  totalTimeoutMs: number;
  /** Of the body as received. */
  maxBytes: number;
  /** Ends a body that drips on for ever: least average rate over `rateWindowMs`; 0 for none. */
  minBytesPerSecond: number;
  /** Time spent waiting for the server over which the rate is measured. */
  rateWindowMs: number;
}

const MIB = 1024 * 1024;

/** For calls to an API: small answers, and someone is waiting. */
export const API_CALL_LIMITS: Limits = {
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 60_000,
  idleTimeoutMs: 30_000,
  totalTimeoutMs: 120_000,
  maxBytes: 16 * MIB,
  minBytesPerSecond: 0,
  rateWindowMs: 10_000,
};

/** For media: as long as the largest take may take, and never a crawl. */
export const DOWNLOAD_LIMITS: Omit<Limits, 'maxBytes'> = {
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 60_000,
  idleTimeoutMs: 30_000,
  totalTimeoutMs: 29 * 60_000,
  // Slower than 4 kB/s, a 30 MB take would need two hours.
  minBytesPerSecond: 4096,
  rateWindowMs: 10_000,
};

/** For what a stranger's link leads to: a picture, from a place that is made to keep pictures. */
export const CALLER_LINK_LIMITS: Omit<Limits, 'maxBytes'> = {
  connectTimeoutMs: 5_000,
  headersTimeoutMs: 10_000,
  idleTimeoutMs: 10_000,
  totalTimeoutMs: 30_000,
  minBytesPerSecond: 64_000,
  rateWindowMs: 3_000,
};

/** Where the web is served. A stranger's link to any other port is a way to look for other services. */
export const WEB_PORTS: readonly number[] = [80, 443];
