import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { ulid } from 'ulid';
import type * as z from 'zod';
import type { ApiDeps } from '../../api/app.ts';
import { createApi } from '../../api/app.ts';
import { listen, stopListening } from '../../api/http/listen.ts';
import { ProblemBody } from '../../api/http/problem.ts';
import type { VideoClient } from '../../api/runs/run-client.ts';
import { openVideoClient } from '../../api/runs/run-client.ts';
import { CandidateListBody, VideoBody, VideoListBody } from '../../api/videos/schema.ts';
import type { VideoRecord } from '../../domain/video/record.ts';
import type { VideoSnapshot } from '../../domain/video/snapshot.ts';
import { acceptedSnapshot } from '../../domain/video/snapshot.ts';
import { createFileStore } from '../../providers/stores/file/file-store.ts';
import type { ObjectStore } from '../../providers/stores/store.ts';
import type { VideoRecords } from '../../records/videos.ts';
import { openVideoRecords } from '../../records/videos.ts';
import { openLog } from '../../telemetry/log.ts';
import { openMeters } from '../../telemetry/metrics.ts';
import { openTemporal } from '../../temporal/connection.ts';

export const SECRET = 'a secret of the tests only';

type List = z.infer<typeof VideoListBody>;
type Problem = z.infer<typeof ProblemBody>;
type HeadersInit = Record<string, string>;

interface Answer {
  status: number;
  headers: Headers;
  // The schemas below have checked it; a test looks at what it is about.
  body: VideoBody &
    Pick<List, 'data' | 'has_more' | 'next_cursor'> &
    Pick<Problem, 'code' | 'detail' | 'errors'>;
  text: string;
}

export interface ApiFixture {
  url: string;
  store: ObjectStore;
  records: VideoRecords;
  /** Every body is held against the schema that the documentation shows for its route. */
  call(method: string, path: string, body?: unknown, headers?: HeadersInit): Promise<Answer>;
  close(): Promise<void>;
}

/** The API on a real socket over a directory; without `temporal`, nobody answers for Temporal. */
export async function startApi(
  options: {
    temporal?: Client;
    /** In place of what the client asks of Temporal, where a test is not about that. */
    client?: Partial<VideoClient>;
    at?: Partial<ApiDeps['at']>;
    keys?: ApiDeps['keys'];
    models?: ApiDeps['models'];
    codec?: ApiDeps['codec'];
    pace?: ApiDeps['pace'];
    limits?: ApiDeps['limits'];
    log?: ApiDeps['log'];
    /** Of objects that are there already and stay; a new directory otherwise. */
    root?: string;
  } = {},
): Promise<ApiFixture> {
  const root = options.root ?? (await mkdtemp(join(tmpdir(), 'api-')));
  const store = createFileStore({ root });
  const records = openVideoRecords({ store, tenants: ['default', 'acme'] });
  const nowhere = openTemporal({
    connectionOptions: { address: '127.0.0.1:1' },
    namespace: 'default',
  });
  const usual = { publicUrl: 'http://videos.test', temporalUi: null, namespace: 'default' };
  const at = { ...usual, ...options.at };
  const asked = options.temporal
    ? openVideoClient(options.temporal, at)
    : openVideoClient(nowhere.client, at, { callMs: 300 });
  const api = createApi({
    at,
    keys: options.keys ?? [],
    codec: options.codec ?? null,
    secret: SECRET,
    store,
    records,
    models: options.models ?? {
      accounts: ['local'],
      defaultModel: async () => 'local/painter',
      instead: async () => null,
      entry: () => null,
    },
    limits: options.limits ?? new Map(),
    log: options.log ?? openLog({ part: 'test', level: 'silent' }),
    meters: openMeters('test'),
    pace: { lookEveryMs: 100, commentEveryMs: 300, ...options.pace },
    client: { ...asked, ...options.client },
  });
  const { server, url } = await listen(api.app, { host: '127.0.0.1', port: 0 });
  return {
    url,
    store,
    records,
    call: (method, path, body, headers = {}) => call(url + path, { method, body, headers }),
    async close() {
      api.close();
      await stopListening(server, 1_000);
      await nowhere.connection.close();
      if (options.root === undefined) await rm(root, { recursive: true, force: true });
    },
  };
}

async function call(
  url: string,
  { method, body, headers }: { method: string; body?: unknown; headers: HeadersInit },
): Promise<Answer> {
  const raw = body instanceof FormData || typeof body === 'string' || body === undefined;
  const all = new Headers(headers);
  if (!(body instanceof FormData) && body !== undefined && !all.has('Content-Type')) {
    all.set('Content-Type', 'application/json');
  }
  const sent = raw ? body : JSON.stringify(body);
  const response = await fetch(url, {
    method,
    headers: all,
    redirect: 'manual',
    ...(sent === undefined ? {} : { body: sent }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('Content-Type') ?? '');
  const parsed: Answer['body'] = isJson && text !== '' ? JSON.parse(text) : undefined;
  if (parsed !== undefined) schemaFor(url, response.status)?.parse(parsed);
  const { status } = response;
  return { status, headers: response.headers, body: parsed, text };
}

function schemaFor(url: string, status: number): z.ZodType | null {
  const { pathname } = new URL(url);
  if (status >= 400) return ProblemBody;
  if (pathname === '/v1/videos') return status === 200 || status === 202 ? VideoOrList : null;
  if (pathname.endsWith('/candidates')) return CandidateListBody;
  return /^\/v1\/videos\/[^/]+(\/(review|cancel))?$/.test(pathname) ? VideoBody : null;
}

const VideoOrList = VideoBody.or(VideoListBody);

/** A record as the API makes it, with parts of its snapshot as a test wants them. */
export function videoRecord(
  part: Partial<VideoRecord['snapshot']> = {},
  about: Partial<Pick<VideoRecord, 'tenant' | 'createdAt'>> & {
    metadata?: Record<string, string>;
    deadline?: number;
  } = {},
): VideoRecord {
  const id = `vid_${ulid().toLowerCase()}`;
  const plan: VideoRecord['request']['plan'] = {
    model: 'local/painter',
    variations: 2,
    minCandidates: 1,
    duration: 5,
    width: 1280,
    height: 720,
    frameRate: 24,
    audio: false,
    seed: 7,
    review: { mode: 'never', threshold: 70, deadline: 86_400, onDeadline: 'publish_best' },
    ladder: null,
    deadline: about.deadline ?? 3_600,
  };
  const createdAt = about.createdAt ?? new Date().toISOString();
  const snapshot = { ...acceptedSnapshot(id, plan, createdAt), ...part };
  const metadata = about.metadata ?? {};
  return {
    schemaVersion: 1,
    id,
    tenant: about.tenant ?? 'default',
    createdAt,
    request: { prompt: 'a sea', negativePrompt: null, image: null, metadata, plan },
    keyDigest: null,
    snapshot,
  };
}

export const PUBLISHED: Partial<VideoSnapshot> = {
  status: 'published',
  stage: null,
  progress: 1,
  publishedAt: '2026-11-23T12:00:00.000Z',
  media: {
    version: 1,
    width: 1280,
    height: 720,
    duration: 5,
    frameRate: 24,
    hasAudio: false,
    renditions: [
      {
        name: '720p',
        width: 1280,
        height: 720,
        bandwidth: 2_000_000,
        averageBandwidth: 1_500_000,
        codecs: 'avc1.64001f',
      },
    ],
  },
};

export const FAILED: Partial<VideoSnapshot> = {
  status: 'failed',
  stage: null,
  failure: {
    code: 'generator_failed',
    message: 'It broke.',
    stage: 'generate',
    retryable: true,
  },
};
