import type { Response } from 'express';

/** Others' pages may play what is published, and read of it what players look at. */
const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers':
    'Accept-Ranges, Content-Length, Content-Range, Content-Type, ETag, Last-Modified, X-Request-Id',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Timing-Allow-Origin': '*',
};

export function allowAllOrigins(res: Response): void {
  res.set(CORS);
}

/** Answers a browser's question whether it may ask: any page may, for ranges too. */
export function preflight(res: Response): void {
  res.set({
    'Access-Control-Allow-Methods': 'GET, HEAD, OPTIONS',
    'Access-Control-Allow-Headers': 'Range, If-Range, If-None-Match, If-Modified-Since',
    'Access-Control-Max-Age': '86400',
    Allow: 'GET, HEAD, OPTIONS',
  });
  res.status(204).end();
}
