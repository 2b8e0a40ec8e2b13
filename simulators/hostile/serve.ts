import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { readCreateBody } from '../openai-videos/read-body.ts';
import { type Behaviour, BEHAVIOURS } from './behaviours.ts';
import { openClips } from './clips.ts';
import { type Exchange, sendError, sendJson } from './exchange.ts';
import { type HostileJob, newJob } from './job.ts';
import { boundTo } from '../bound-address.ts';

/**
 * What `GET /_requests` tells; `trap` are requests that came to the port no one should be led to.
 */
export interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  /** Of a create. */
  fields: Record<string, unknown> | null;
  imageBytes: number | null;
  trap: boolean;
}

/** From accepting to finished, at least: long enough to be seen at work. */
const WORK_SECONDS = 0.3;

export async function serve(port: number, directory: string) {
  const seen: SeenRequest[] = [];
  const jobs = new Map<string, HostileJob>();
  const attempts = new Map<string, number>();
  const clips = openClips(directory);

  async function create(request: IncomingMessage, response: ServerResponse, entry: SeenRequest) {
    const { fields, image } = await readCreateBody(request);
    Object.assign(entry, { fields, imageBytes: image?.bytes.length ?? null });
    const job = newJob(`video_${jobs.size + 1}`, fields, request.headers.host);
    const behaviour = behaviourOf(job);
    const attempt = (attempts.get(job.model) ?? 0) + 1;
    attempts.set(job.model, attempt);
    const isForm = (request.headers['content-type'] ?? '').startsWith('multipart/');
    if (behaviour.refuse?.(response, { attempt, isForm }) === true) return;
    jobs.set(job.id, job);
    clips(job, behaviour.clip ?? 'good').then(
      (file) => (job.clip = file),
      (error: unknown) => console.error(error),
    );
    if (behaviour.created) behaviour.created({ response, job, trap: trapUrl });
    else sendJson(response, 200, wire(job, behaviour));
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/_requests') return sendJson(response, 200, seen);
    if (url.pathname === '/_counts') return sendJson(response, 200, { jobs: jobs.size });
    const entry = see(seen, request, url, false);
    const [, v1, resource, id, part] = url.pathname.split('/');
    if (v1 === 'bucket') return fromBucket(jobs.get(resource ?? ''), response, trapUrl);
    if (v1 !== 'v1') return sendError(response, 404, 'not_found');
    if (resource === 'models') return sendJson(response, 200, modelList());
    if (resource !== 'videos') return sendError(response, 404, 'not_found');
    if (id === undefined && entry.method === 'POST') return create(request, response, entry);
    if (id === undefined) return sendJson(response, 200, jobList([...jobs.values()]));
    const job = jobs.get(id);
    if (!job || job.deleted) return sendError(response, 404, 'not_found');
    return one(entry.method, part, { response, job, trap: trapUrl });
  }

  const trap = createServer((request, response) => {
    see(seen, request, new URL(request.url ?? '/', 'http://localhost'), true);
    response.end('caught');
  });
  const trapUrl = await listen(trap, 0);
  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      // A reader that hangs up is what half of the behaviours are for.
      if (!response.headersSent) sendError(response, 500, String(error));
      else response.destroy();
    });
  });
  const url = await listen(server, port);
  return {
    url,
    close() {
      for (const each of [server, trap]) {
        each.close();
        each.closeAllConnections();
      }
    },
  };
}

async function one(method: string, part: string | undefined, exchange: Exchange): Promise<void> {
  const { response, job } = exchange;
  const behaviour = behaviourOf(job);
  if (method === 'DELETE') {
    job.deleted = true;
    return sendJson(response, 200, { id: job.id, object: 'video.deleted', deleted: true });
  }
  if (part === 'content') {
    job.downloads += 1;
    if (!isReady(job)) return sendError(response, 409, 'video_not_ready');
    if ((await behaviour.content?.(exchange)) === false || !behaviour.content) {
      await sendClip(exchange);
    }
    return undefined;
  }
  job.polls += 1;
  if (behaviour.read?.(exchange) === true) return undefined;
  return sendJson(response, 200, wire(job, behaviour));
}

async function fromBucket(
  job: HostileJob | undefined,
  response: ServerResponse,
  trap: string,
): Promise<void> {
  if (!job) return sendError(response, 404, 'not_found');
  return sendClip({ response, job, trap });
}

async function sendClip({ response, job }: Exchange): Promise<void> {
  if (job.clip === null) return sendError(response, 409, 'video_not_ready');
  const { size } = await stat(job.clip);
  response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': size });
  await pipeline(createReadStream(job.clip), response);
}

/** Echoes neither seed nor metadata, and honours no key: the least that a client must live with. */
function wire(job: HostileJob, { fields, minimal }: Behaviour): Record<string, unknown> {
  const ready = isReady(job);
  const least = { id: job.id, status: ready ? 'completed' : 'in_progress' };
  const ordinary = {
    ...least,
    object: 'video',
    progress: ready ? 100 : 50,
    created_at: Math.floor(job.createdAt),
    model: job.model,
    prompt: job.prompt,
    seconds: String(job.seconds),
    size: `${job.width}x${job.height}`,
    error: null,
  };
  const base = minimal === true ? { ...least, created_at: job.createdAt } : ordinary;
  return { ...base, ...fields?.(job, ready) };
}

function jobList(jobs: HostileJob[]): Record<string, unknown> {
  const shown = jobs.filter((job) => job.listed && !job.deleted).toReversed();
  const data = shown.map((job) => wire(job, behaviourOf(job)));
  return { object: 'list', data, has_more: false };
}

function modelList(): Record<string, unknown> {
  return { object: 'list', data: Object.keys(BEHAVIOURS).map((id) => ({ id, object: 'model' })) };
}

function behaviourOf(job: HostileJob): Behaviour {
  return BEHAVIOURS[job.model] ?? {};
}

function isReady(job: HostileJob): boolean {
  return job.clip !== null && Date.now() / 1000 - job.createdAt >= WORK_SECONDS;
}

function see(seen: SeenRequest[], request: IncomingMessage, url: URL, trap: boolean): SeenRequest {
  const { method = 'GET', headers } = request;
  const path = url.pathname + url.search;
  const entry: SeenRequest = { method, path, headers, fields: null, imageBytes: null, trap };
  seen.push(entry);
  return entry;
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<string> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${boundTo(server).port}`;
}
