import { setTimeout as sleep } from 'node:timers/promises';
import type { EventSourceMessage } from 'eventsource-parser';
import { createParser } from 'eventsource-parser';
import type { Stage } from '../domain/video/stages.ts';
import { isTerminal } from '../domain/video/status.ts';
import type { ApiClient } from './api-client.ts';
import { ApiProblem, authorization, isPassing } from './api-client.ts';
import type { VideoResource } from './video-resource.ts';

export type VideoEvent =
  { kind: 'video'; video: VideoResource } | { kind: 'progress'; stage: Stage; progress: number };

interface FollowOptions {
  client: ApiClient;
  id: string;
  signal: AbortSignal;
  /** Told when the stream broke and is opened again. */
  onReconnect: () => void;
}

// The server sends a comment every 15 s; three missed ones mean a connection that died unnoticed.
const SILENCE_MS = 45_000;
const RECONNECT_FIRST_MS = 300;
const RECONNECT_LONGEST_MS = 5000;

/** One connection's messages, until it ends. @throws ApiProblem when the API refuses. */
async function* readStream(
  { client, id, signal }: FollowOptions,
  lastEventId: string | undefined,
): AsyncGenerator<EventSourceMessage> {
  const silent = new AbortController();
  const response = await fetch(`${client.base}/v1/videos/${id}/events`, {
    headers: {
      accept: 'text/event-stream',
      ...authorization(client),
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    signal: AbortSignal.any([signal, silent.signal]),
  });
  if (!response.ok || response.body === null) {
    throw new ApiProblem(response.status, await response.json().catch(() => undefined));
  }
  const messages: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => messages.push(message) });
  const decoder = new TextDecoder();
  const giveUp = (): void => silent.abort();
  let timer = setTimeout(giveUp, SILENCE_MS);
  try {
    for await (const chunk of response.body) {
      clearTimeout(timer);
      timer = setTimeout(giveUp, SILENCE_MS);
      parser.feed(decoder.decode(chunk, { stream: true }));
      yield* messages.splice(0);
    }
  } finally {
    clearTimeout(timer);
  }
}

function toEvent(message: EventSourceMessage): VideoEvent | undefined {
  const data: unknown = JSON.parse(message.data);
  if (message.event === 'video.progress') {
    return { kind: 'progress', ...(data as { stage: Stage; progress: number }) };
  }
  const known = message.event?.startsWith('video.') === true;
  return known ? { kind: 'video', video: data as VideoResource } : undefined;
}

/**
 * A video's events until it has ended, over as many connections as that takes: an API that is
 * restarted in between only delays them. Ends with the video in a terminal status.
 * @throws ApiProblem when the video is unknown or the key is refused; the signal's reason.
 */
export async function* followVideo(options: FollowOptions): AsyncGenerator<VideoEvent> {
  let lastEventId: string | undefined;
  for (let delay = RECONNECT_FIRST_MS; ; delay = Math.min(RECONNECT_LONGEST_MS, delay * 2)) {
    try {
      for await (const message of readStream(options, lastEventId)) {
        delay = RECONNECT_FIRST_MS;
        lastEventId = message.id ?? lastEventId;
        const event = toEvent(message);
        if (event === undefined) continue;
        yield event;
        if (event.kind === 'video' && isTerminal(event.video.status)) return;
      }
    } catch (error) {
      options.signal.throwIfAborted();
      // A connection cut in mid-stream and one given up as silent are not errors of the API.
      if (error instanceof ApiProblem && !isPassing(error)) throw error;
    }
    options.onReconnect();
    await sleep(delay, undefined, { signal: options.signal });
  }
}
