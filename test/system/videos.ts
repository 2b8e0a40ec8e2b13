import type { Stack } from './stack.ts';
import { until } from './stack.ts';

/** The resource of `api.md`, as far as these tests read it. */
export interface Video {
  id: string;
  status: string;
  stage: string | null;
  progress: number;
  candidates: {
    id: string;
    status: string;
    seed: number;
    score: { total: number | null; verdict: string } | null;
    media_url: string | null;
    failure: { code: string; message: string } | null;
  }[];
  pick: { candidate: string; by: string; reason: string } | null;
  review: {
    due_at: string | null;
    recommended: string | null;
    decision: { reviewer: string } | null;
  };
  playback: { hls_url: string; player_url: string; poster_url: string } | null;
  media: { width: number; height: number; renditions: { height: number }[] } | null;
  failure: { code: string; message: string; stage: string | null } | null;
  links: { self: string; operator: string | null };
}

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

/** Small enough for two cores, large enough for a ladder of two. */
const SMALL = { size: '640x360', duration: 2, frame_rate: 12, variations: 2 } as const;

export async function call<T = Video>(
  stack: Stack,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  const response = await fetch(`${stack.url}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed: T = JSON.parse(text === '' ? 'null' : text);
  return { status: response.status, headers: response.headers, body: parsed };
}

export async function create(
  stack: Stack,
  request: object = {},
  headers: Record<string, string> = {},
): Promise<Video> {
  const body = { prompt: 'a lighthouse at dusk, waves, slow pan', ...SMALL, ...request };
  const answer = await call(stack, 'POST', '/v1/videos', body, headers);
  if (answer.status !== 202 && answer.status !== 200)
    throw new Error(`not accepted: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Tolerates an API that is being restarted. */
export async function get(stack: Stack, id: string): Promise<Video | null> {
  try {
    const answer = await call(stack, 'GET', `/v1/videos/${id}`);
    return answer.status === 200 ? answer.body : null;
  } catch {
    return null;
  }
}

export function untilVideo(
  stack: Stack,
  id: string,
  holds: (video: Video) => boolean,
  withinMs = 120_000,
): Promise<Video> {
  return until(
    `video ${id}`,
    async () => {
      const video = await get(stack, id);
      return video !== null && holds(video) ? video : null;
    },
    withinMs,
  );
}

export const hasEnded = ({ status }: Video): boolean =>
  ['published', 'failed', 'rejected', 'cancelled'].includes(status);

export function ended(stack: Stack, id: string, withinMs?: number): Promise<Video> {
  return untilVideo(stack, id, hasEnded, withinMs);
}
