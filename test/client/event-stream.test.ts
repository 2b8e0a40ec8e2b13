import { expect, test } from 'vitest';
import { readEvents } from '../../client/event-stream.ts';

const bytes = new TextEncoder();

/** A body that gives these chunks and then ends, or says nothing any more. */
function bodyOf(chunks: Uint8Array[], ending: 'ends' | 'falls silent' | 'breaks' = 'ends') {
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = chunks.shift();
      if (chunk !== undefined) return controller.enqueue(chunk);
      if (ending === 'ends') controller.close();
      if (ending === 'breaks') controller.error(new Error('reset'));
      return ending === 'falls silent' ? new Promise(() => {}) : undefined;
    },
    cancel() {
      cancelled = true;
    },
  });
  return { body, cancelled: () => cancelled };
}

async function read(body: ReadableStream<Uint8Array>, silenceMs?: number) {
  const events = [];
  for await (const { event, data } of readEvents(body, silenceMs)) events.push([event, data]);
  return events;
}

test('a message is put together from whatever pieces the network makes, letters of several bytes too', async () => {
  const whole = bytes.encode('event: video.updated\ndata: {"prompt":"größer 🐋"}\n\n');
  const pieces = Array.from(whole, (byte) => Uint8Array.of(byte));
  expect(await read(bodyOf(pieces).body)).toEqual([['video.updated', '{"prompt":"größer 🐋"}']]);
});

test('comments keep the stream alive and are no messages', async () => {
  const chunk = bytes.encode(': still here\n\ndata: 1\n\n');
  expect(await read(bodyOf([chunk]).body)).toEqual([[undefined, '1']]);
});

test('a stream that breaks off ends; what came before counts', async () => {
  const { body } = bodyOf([bytes.encode('data: 1\n\ndata: half')], 'breaks');
  expect(await read(body)).toEqual([[undefined, '1']]);
});

test('a stream that falls silent is given up and let go of', async () => {
  const { body, cancelled } = bodyOf([bytes.encode('data: 1\n\n')], 'falls silent');
  expect(await read(body, 50)).toEqual([[undefined, '1']]);
  expect(cancelled()).toBe(true);
});
