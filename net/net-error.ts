export type NetErrorCode =
  /** Not an absolute URL, or one that carries a user name or password. */
  | 'invalid_url'
  /** Neither http nor https. */
  | 'protocol_refused'
  /** Neither 80 nor 443, where only those are open, and host:port is not allowed. */
  | 'port_refused'
  /** Every address of the host is private, local or reserved, and host:port is not allowed. */
  | 'address_refused'
  /** A redirect that must not be followed: no target, downgrade to http, or of a request with effects. */
  | 'redirect_refused'
  | 'too_many_redirects'
  /** DNS, TCP or TLS: nothing of the request has left. */
  | 'connect_failed'
  | 'timeout'
  | 'too_large'
  /** The server compressed although it was asked not to. */
  | 'encoding_refused'
  /** The body ended before its announced length. */
  | 'truncated'
  /** The connection broke after the request may have been received. */
  | 'reset'
  /** What came back is not HTTP. */
  | 'bad_response'
  /** A download answered with something else than 2xx; see {@link NetError.status}. */
  | 'bad_status'
  | 'aborted';

export interface NetErrorDetails {
  sent: 'no' | 'maybe';
  retryable?: boolean;
  status?: number;
  cause?: unknown;
}

const RETRYABLE: ReadonlySet<NetErrorCode> = new Set([
  'connect_failed',
  'timeout',
  'truncated',
  'reset',
]);

/**
 * Why an exchange failed. Messages name the host and never the path, query or headers, because signed
 * links and keys live there.
 */
export class NetError extends Error {
  readonly code: NetErrorCode;
  /**
   * `no` only when no byte of the request can have reached the server. A purchase may be repeated after
   * `no`; after `maybe` it has to be looked up first.
   */
  readonly sent: 'no' | 'maybe';
  /** Whether the same request may succeed later, if repeating it is safe at all. */
  readonly retryable: boolean;
  /** HTTP status, for `bad_status`. */
  readonly status: number | undefined;

  constructor(code: NetErrorCode, message: string, details: NetErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'NetError';
    this.code = code;
    this.sent = details.sent;
    this.retryable = details.retryable ?? RETRYABLE.has(code);
    this.status = details.status;
  }
}
