import type { EventSourceMessage } from 'eventsource-parser';
import { createParser } from 'eventsource-parser';

/** The server sends a comment every 15 s: a stream this silent is a connection that died unnoticed. */
const SILENCE_MS = 40_000;

/**
 * The messages of one answer's body until it ends. A stream that is cut or falls silent ends like any
 * other: whoever reads looks at the video again in any case. (`EventSource` can neither send an
 * Authorization header nor tell a refusal from a lost connection.)
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  silenceMs = SILENCE_MS,
): AsyncGenerator<EventSourceMessage> {
  const messages: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => messages.push(message) });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const chunk = await orSilence(reader.read(), silenceMs);
      if (chunk === null || chunk.done) return;
      parser.feed(decoder.decode(chunk.value, { stream: true }));
      yield* messages.splice(0);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Null when the read fails or nothing comes in time. */
async function orSilence<T>(read: Promise<T>, ms: number): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  try {
    return await Promise.race([read.catch(() => null), silence]);
  } finally {
    clearTimeout(timer);
  }
}
