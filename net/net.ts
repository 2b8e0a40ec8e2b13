import type { LookupFunction } from 'node:net';
import { createAllowList, type AllowList } from './allow-list.ts';
import { createDownload, type Download, type DownloadOptions } from './download.ts';
import { createRequestJson, type JsonRequest, type JsonResponse } from './request-json.ts';
import { createRequest, type NetRequest } from './request.ts';
import type { NetResponse } from './response.ts';

export interface NetOptions {
  /** `host:port` that may be reached though the address is not public. */
  allowHosts: readonly string[];
  /** Ports that may be connected to; any when left out. What `allowHosts` names is open in any case. */
  ports?: readonly number[];
  /** For tests of names; the system's resolver otherwise. */
  lookup?: LookupFunction;
}

/**
 * The one way out. Every method checks addresses at connect time, follows redirects by the same rules,
 * keeps to {@link Limits}, never repeats a request, and throws only `NetError`.
 */
export interface Net {
  /** Streams the answer, whatever its status. The body must be read to its end or destroyed. */
  request(request: NetRequest): Promise<NetResponse>;
  /** Reads a small answer whole, whatever its status. */
  requestJson(request: JsonRequest): Promise<JsonResponse>;
  /** Streams a file; any other status than 2xx is `bad_status`. */
  download(options: DownloadOptions): Promise<Download>;
}

/** @throws TypeError for an allow-list entry that is not `host:port` */
export function createNet(options: NetOptions): Net {
  const isAllowed: AllowList = createAllowList(options.allowHosts);
  const request = createRequest({ isAllowed, ports: options.ports, lookup: options.lookup });
  return {
    request,
    requestJson: createRequestJson(request),
    download: createDownload(request),
  };
}

export type { Download, DownloadOptions } from './download.ts';
export type { Limits } from './limits.ts';
export { NetError, type NetErrorCode } from './net-error.ts';
export type { NetRequest } from './request.ts';
export type { NetResponse } from './response.ts';
export type { JsonRequest, JsonResponse } from './request-json.ts';
