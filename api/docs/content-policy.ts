/**
 * Nothing from anywhere else. hls.js feeds the player from a blob; the public address differs from
 * the page's own behind a proxy.
 */
export function contentPolicy(origin: string, ancestors = "'self'"): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data: ${origin}`,
    `media-src 'self' blob: ${origin}`,
    `connect-src 'self' ${origin}`,
    "font-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${ancestors}`,
  ].join('; ');
}
