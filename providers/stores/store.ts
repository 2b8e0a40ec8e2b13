import type { Readable } from 'node:stream';

/** An object as the store describes it. */
export interface ObjectHead {
  key: string;
  bytes: number;
  /** CRC32C of the content, eight lowercase hex digits. */
  crc32c: string;
  contentType: string;
  /** Opaque; changes with every write of the key. Quote it in `ifGeneration`. */
  generation: string;
  updatedAt: Date;
}

export interface PutOptions {
  contentType: string;
  /**
   * `absent`: only if the key does not exist; a generation: only if that is the current one. There is
   * no unconditional write: every writer says what it believes is there.
   */
  if: 'absent' | { generation: string };
  cacheControl?: string;
  /** Refuse the write (`checksum_mismatch`) when the received bytes differ. */
  crc32c?: string;
  /** Stop reading and refuse (`too_large`) past this many bytes. */
  maxBytes?: number;
  signal?: AbortSignal;
}

export interface GetOptions {
  /** Inclusive byte range, as in HTTP. */
  range?: { start: number; end: number };
  /** Only if it is still this generation (`precondition_failed` otherwise). */
  ifGeneration?: string;
  signal?: AbortSignal;
}

export interface GetResult {
  head: ObjectHead;
  /** Errors with `checksum_mismatch` at the end of a whole read whose bytes do not match. */
  body: Readable;
}

/**
 * Content-addressed by key, strongly consistent per key. Keys are `/`-separated, without empty, `.` or
 * `..` parts. All methods throw {@link StoreError}; `not_found` is a null answer, never an error.
 */
export interface ObjectStore {
  /** Streams; nothing is visible under the key until the last byte is down and checked. */
  put(key: string, body: Readable | Uint8Array, options: PutOptions): Promise<ObjectHead>;
  head(key: string): Promise<ObjectHead | null>;
  get(key: string, options?: GetOptions): Promise<GetResult | null>;
  /** Server-side where the store can; checked against the source's CRC32C. */
  copy(
    from: string,
    to: string,
    options: { if: 'absent'; signal?: AbortSignal },
  ): Promise<ObjectHead>;
  /** In key order, one page. `after` is the last key seen. */
  list(
    prefix: string,
    options: { limit: number; after?: string },
  ): Promise<{ objects: ObjectHead[]; more: boolean }>;
  /**
   * The same by name alone, at a fraction of the cost: for folders whose names say everything. A key may
   * be of an object that has just gone.
   */
  keys(
    prefix: string,
    options: { limit: number; after?: string },
  ): Promise<{ keys: string[]; more: boolean }>;
  /** True when something was deleted. Without `ifGeneration`, whatever is there. */
  delete(key: string, options?: { ifGeneration?: string }): Promise<boolean>;
  /** A URL that reads the object without further credentials until it expires; null where there is none. */
  signedUrl(key: string, options: { expiresAt: Date }): Promise<string | null>;
  /** Resolves when the store can be reached and written to; throws `unavailable` otherwise. */
  check(): Promise<void>;
}

export type StoreErrorCode =
  | 'precondition_failed'
  | 'checksum_mismatch'
  | 'too_large'
  | 'invalid_key'
  | 'no_space'
  | 'forbidden'
  | 'unavailable';

/** `retryable` is true only for `unavailable`, `checksum_mismatch` and `no_space`. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  readonly retryable: boolean;
  constructor(code: StoreErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
    this.retryable = code === 'unavailable' || code === 'checksum_mismatch' || code === 'no_space';
  }
}
