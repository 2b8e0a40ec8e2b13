import type { Readable } from 'node:stream';
import { DOWNLOAD_LIMITS, type Limits } from './limits.ts';
import { NetError } from './net-error.ts';
import type { Request } from './request.ts';

export interface DownloadOptions {
  url: string | URL;
  headers?: Record<string, string>;
  /** Required: what is downloaded was made by someone else. */
  maxBytes: number;
  /** Over {@link DOWNLOAD_LIMITS}. */
  limits?: Partial<Omit<Limits, 'maxBytes'>>;
  /** Required: whoever downloads does so for a time of its own. */
  signal: AbortSignal;
}

export interface Download {
  status: number;
  headers: Record<string, string>;
  /** As the server says it: a claim, not a fact. Without parameters, lowercase; null when missing. */
  contentType: string | null;
  contentLength: number | null;
  body: Readable;
  bytesReceived: () => number;
  url: URL;
}

/** Worth another try: too early, too many requests, and whatever is wrong with the server itself. */
const RETRYABLE_STATUS: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

export function createDownload(request: Request): (options: DownloadOptions) => Promise<Download> {
  return async ({ url, headers = {}, maxBytes, limits, signal }) => {
    const response = await request({
      url,
      headers,
      limits: { ...DOWNLOAD_LIMITS, ...limits, maxBytes },
      signal,
    });
    const { status } = response;
    if (status < 200 || status > 299) {
      response.body.destroy();
      throw new NetError('bad_status', `${response.url.host} answered ${status}`, {
        sent: 'maybe',
        retryable: RETRYABLE_STATUS.has(status),
        status,
      });
    }
    const type = response.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    return { ...response, contentType: type || null };
  };
}
