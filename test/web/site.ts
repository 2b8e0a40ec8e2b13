import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { VideoBody } from '../../api/videos/schema.ts';
import type { Clips } from './clips.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
// As the API's own, so that what it would stop is stopped here.
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "font-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.jpg': 'image/jpeg',
  '.mp4': 'video/mp4',
  '.m4s': 'video/iso.segment',
  '.m3u8': 'application/vnd.apple.mpegurl',
};

export interface Site extends AsyncDisposable {
  origin: string;
  /** What `/v1` knows: changed by `tell` and by a test's own hand. */
  video: VideoBody | null;
  /** When set, `/v1` asks for it, but for the media of takes. */
  key: string | null;
  /** Whether the published tree is there. */
  isPublished: boolean;
  /** A proxy that lets no stream through. */
  streams: boolean;
  /** The published tree answers with something that is no playlist. */
  brokenPlaylists: boolean;
  /** How many streams are open. */
  listeners: () => number;
  /** Bodies posted to the review route. */
  reviews: unknown[];
  /** What the review route answers; by default the video. */
  reviewAnswer: { status: number; body: unknown } | null;
  /** Makes it the present state and sends the event to whoever listens. */
  tell: (video: VideoBody, event?: string) => void;
  progress: (stage: string, progress: number) => void;
  /** Breaks every open stream off, as a restart of the API does. */
  dropStreams: () => void;
  close: () => Promise<void>;
}

/** The API's outside as the watch page sees it: real files over real HTTP, and a scripted run. */
export async function openSite(clips: Clips): Promise<Site> {
  const streams = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    answer(site, { clips, streams, request, response }).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  const send = (event: string, data: unknown) => {
    for (const stream of streams) {
      stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      if (/published|failed|rejected|cancelled/.test(event)) stream.end();
    }
  };
  const site: Site = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    video: null,
    key: null,
    isPublished: true,
    streams: true,
    brokenPlaylists: false,
    listeners: () => streams.size,
    reviews: [],
    reviewAnswer: null,
    tell: (video, event = 'video.updated') => {
      site.video = video;
      send(event, video);
    },
    progress: (stage, progress) => send('video.progress', { id: site.video?.id, stage, progress }),
    dropStreams: () => {
      for (const stream of streams) stream.destroy();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
  return site;
}

interface Exchange {
  clips: Clips;
  streams: Set<ServerResponse>;
  request: IncomingMessage;
  response: ServerResponse;
}

async function answer(site: Site, exchange: Exchange): Promise<void> {
  const { clips, request } = exchange;
  const path = new URL(request.url ?? '/', site.origin).pathname;
  const take = /^\/v1\/.*\/candidates\/cand_(\d+)\/media$/.exec(path);
  const tree = /^\/media\/[^/]+\/hls\/(.+)$/.exec(path);
  if (take) return sendFile(exchange, clips.takes[Number(take[1])] ?? '');
  if (path.startsWith('/v1/')) return answerApi(site, path, exchange);
  if (path.startsWith('/watch/')) return sendFile(exchange, join(ROOT, 'web/watch.html'));
  if (path === '/assets/hls.min.js') {
    return sendFile(exchange, join(ROOT, 'node_modules/hls.js/dist/hls.min.js'));
  }
  if (path.startsWith('/assets/')) {
    return sendFile(exchange, join(ROOT, 'web', normalize(path.slice('/assets'.length))));
  }
  if (tree && site.brokenPlaylists) return void exchange.response.end('<html>');
  if (tree && site.isPublished)
    return sendFile(exchange, join(clips.hls, normalize(`/${tree[1]}`)));
  return sendProblem(exchange.response, 404, 'not_found');
}

async function answerApi(site: Site, path: string, exchange: Exchange): Promise<void> {
  const { request, response, streams } = exchange;
  if (site.key !== null && request.headers.authorization !== `Bearer ${site.key}`) {
    return sendProblem(response, 401, 'unauthorized');
  }
  const { video } = site;
  if (video === null || !path.startsWith(`/v1/videos/${video.id}`)) {
    return sendProblem(response, 404, 'not_found');
  }
  if (path.endsWith('/events')) {
    if (!site.streams) return sendProblem(response, 503, 'unavailable');
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write(`event: video.updated\ndata: ${JSON.stringify(video)}\n\n`);
    streams.add(response);
    response.on('close', () => streams.delete(response));
    return undefined;
  }
  if (path.endsWith('/review')) {
    site.reviews.push(JSON.parse(await text(request)));
    const { status, body } = site.reviewAnswer ?? { status: 200, body: video };
    return sendJson(response, status, body);
  }
  return sendJson(response, 200, video);
}

async function sendFile({ request, response }: Exchange, path: string): Promise<void> {
  const file = await stat(path).catch(() => null);
  if (!file?.isFile()) return sendProblem(response, 404, 'not_found');
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const start = range ? Number(range[1]) : 0;
  const end = range?.[2] ? Math.min(Number(range[2]), file.size - 1) : file.size - 1;
  response.writeHead(range ? 206 : 200, {
    'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream',
    'Content-Length': end - start + 1,
    'Accept-Ranges': 'bytes',
    'Content-Security-Policy': POLICY,
    'X-Content-Type-Options': 'nosniff',
    ...(range ? { 'Content-Range': `bytes ${start}-${end}/${file.size}` } : {}),
  });
  if (request.method === 'HEAD') return void response.end();
  await pipeline(createReadStream(path, { start, end }), response);
  return undefined;
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'Content-Type': type }).end(JSON.stringify(body));
}

function sendProblem(response: ServerResponse, status: number, code: string): void {
  sendJson(response, status, { title: code, status, code });
}
