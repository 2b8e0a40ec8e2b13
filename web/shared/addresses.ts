/**
 * The same file on the host this page came from. Absolute URLs in a video carry the deployment's
 * public address; a page opened under another name of that host (`localhost`, a tunnel) could not
 * load them under its own content policy.
 */
export function here(url: string): string {
  const { pathname, search } = new URL(url, location.href);
  return pathname + search;
}

export const absolute = (url: string): string => new URL(url, location.href).href;

export const hlsPath = (id: string): string => `/media/${encodeURIComponent(id)}/hls/master.m3u8`;
export const watchPath = (id: string): string => `/watch/${encodeURIComponent(id)}`;
