import type { EventSourceMessage } from 'eventsource-parser';
import { isTerminal } from '../domain/video/status.ts';
import { ApiRefusal } from './api-error.ts';
import type { ApiClient } from './call-api.ts';
import { fetchApi } from './call-api.ts';
import { readEvents } from './event-stream.ts';
import { pause } from './pause.ts';
import type { Progress, Video } from './resources.ts';
import { isProgress, isVideo } from './resources.ts';
import { getVideo, videoPath } from './videos.ts';

/** How the news come: as they happen, by looking again and again, or not at all for now. */
export type LinkState = 'live' | 'polling' | 'lost';

export type FollowEvent =
  | { kind: 'video'; video: Video }
  | { kind: 'progress'; stage: Progress['stage']; progress: number }
  | { kind: 'link'; state: LinkState };

interface FollowOptions {
  client: ApiClient;
  id: string;
  signal: AbortSignal;
}

/** Streams in a row that said nothing, after which only looking is left. */
const FRUITLESS_STREAMS = 3;
/** One that is open for so long without a word is held back by somebody on the way. */
const HELD_BACK_MS = 10_000;
/** Between two looks at a video whose stream cannot be had. */
const LOOK_AGAIN_MS = 2_000;
/** After a stream broke off, and doubled for each look that failed. */
const RECONNECT_MS = 400;
const LONGEST_PAUSE_MS = 15_000;

/**
 * A video's news until it has ended, over as many connections as that takes: read it once, then its
 * events, and whenever they break off the same again. Where no stream can be had (a proxy that holds
 * it back) that very loop is the polling.
 *
 * @throws ApiRefusal when the video is unknown or the key is refused; the signal's reason.
 */
export async function* followVideo(options: FollowOptions): AsyncGenerator<FollowEvent> {
  let failures = 0;
  let fruitless = 0;
  let lastEventId: string | undefined;
  for (;;) {
    const video = await look(options);
    let heard = false;
    if (video === null) {
      failures += 1;
      yield { kind: 'link', state: 'lost' };
    } else {
      failures = 0;
      yield { kind: 'video', video };
      if (isTerminal(video.status)) return;
      if (fruitless < FRUITLESS_STREAMS) {
        const began = Date.now();
        for await (const message of streamOf(options, lastEventId)) {
          if (!heard) yield { kind: 'link', state: 'live' };
          heard = true;
          lastEventId = message.id ?? lastEventId;
          const event = toEvent(message);
          if (event === undefined) continue;
          yield event;
          if (event.kind === 'video' && isTerminal(event.video.status)) return;
        }
        fruitless += Date.now() - began > HELD_BACK_MS ? FRUITLESS_STREAMS : 1;
      }
      if (heard) fruitless = 0;
      else yield { kind: 'link', state: 'polling' };
    }
    await pause(pauseAfter({ failures, heard }), options.signal);
  }
}

function pauseAfter({ failures, heard }: { failures: number; heard: boolean }): number {
  if (failures > 0) return Math.min(LONGEST_PAUSE_MS, RECONNECT_MS * 2 ** failures);
  return heard ? RECONNECT_MS : LOOK_AGAIN_MS;
}

/** Null when the API is away or at fault, which may pass. */
async function look({ client, id, signal }: FollowOptions): Promise<Video | null> {
  try {
    return await getVideo(client, id, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ApiRefusal && isFinal(error.status)) throw error;
    return null;
  }
}

function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

/** One connection's messages; none where no stream is to be had. */
async function* streamOf(
  { client, id, signal }: FollowOptions,
  lastEventId: string | undefined,
): AsyncGenerator<EventSourceMessage> {
  const headers = {
    accept: 'text/event-stream',
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  };
  const call = { headers, signal };
  const response = await fetchApi(client, 'GET', `${videoPath(id)}/events`, call).catch(() => null);
  signal.throwIfAborted();
  if (response?.status !== 200 || response.body === null) return;
  yield* readEvents(response.body);
  signal.throwIfAborted();
}

function toEvent(message: EventSourceMessage): FollowEvent | undefined {
  if (message.event?.startsWith('video.') !== true) return undefined;
  const data = parse(message.data);
  if (isVideo(data)) return { kind: 'video', video: data };
  return isProgress(data)
    ? { kind: 'progress', stage: data.stage, progress: data.progress }
    : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
