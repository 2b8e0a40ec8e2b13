import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { resumingRead } from '../../../providers/stores/gcs/resuming-read.ts';

const CONTENT = 'what was stored';

/** Sends so many bytes from `start`, then breaks or ends. */
function sending(start: number, count: number, error?: Error): Readable {
  return Readable.from(
    (async function* () {
      yield Buffer.from(CONTENT.slice(start, start + count));
      if (error) throw error;
    })(),
    { objectMode: false },
  );
}

function read(first: Readable, reopen: (start: number) => Promise<Readable>): Promise<string> {
  const isTransient = (error: unknown) => !(error instanceof TypeError);
  return text(resumingRead({ first, start: 0, end: CONTENT.length - 1, reopen, isTransient }));
}

test('a read goes on where it broke, though opening again fails more than once', async () => {
  let opened = 0;
  const whole = await read(sending(0, 4, new Error('reset')), async (start) => {
    opened += 1;
    if (opened < 3) throw new Error('503');
    return sending(start, CONTENT.length);
  });
  expect([whole, opened]).toEqual([CONTENT, 3]);
});

test('a stream that ends early is gone on with as one that breaks', async () => {
  const whole = await read(sending(0, 4), async (start) => sending(start, CONTENT.length));
  expect(whole).toBe(CONTENT);
});

test('what will not pass is an error at once', async () => {
  let opened = 0;
  const reading = read(sending(0, 4, new Error('reset')), async () => {
    opened += 1;
    throw new TypeError('the version is gone');
  });
  await expect(reading).rejects.toThrow('gone');
  expect(opened).toBe(1);
});
