import { afterAll, beforeAll, expect, test } from 'vitest';
import { repeatOnce } from '../../../activities/kit/repeat-once.ts';
import { withHeartbeat } from '../../../activities/kit/heartbeat.ts';
import type { MediaErrorCode } from '../../../media/ffmpeg/media-error.ts';
import { MediaError } from '../../../media/ffmpeg/media-error.ts';
import type { World } from '../world.ts';
import { failureOf, openWorld } from '../world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** Attempts one after the other, each with the details that the one before left, as on a server. */
function attempts() {
  let details: unknown;
  let number = 0;
  return (code: MediaErrorCode) => {
    number += 1;
    const env = world.environment(number, { heartbeatDetails: details });
    env.on('heartbeat', (beat: unknown) => (details = beat));
    const live = { stage: 'transcode', take: null, fraction: 0 } as const;
    const options = { live, otherwise: 'transcode_failed', log: world.media.log } as const;
    const activity = () =>
      withHeartbeat(options, (work) =>
        repeatOnce(work, { cause: 'encode', code: 'transcode_failed' }, () =>
          Promise.reject(new MediaError(code, `it ended with ${code}`)),
        ),
      );
    return failureOf(world.attempt(activity, undefined, { env }));
  };
}

test.each(['transcode_failed', 'timeout'] as const)(
  'what ended with %s is repeated once, however many workers died in between',
  async (code) => {
    const attempt = attempts();
    expect(await attempt(code)).toMatchObject({ nonRetryable: false });
    for (let full = 0; full < 12; full += 1) {
      expect(await attempt('no_space')).toMatchObject({ nonRetryable: false });
    }
    expect(await attempt(code)).toMatchObject({
      type: 'transcode_failed',
      message: `it ended with ${code}`,
      nonRetryable: true,
    });
  },
);

test.each(['no_space', 'tool_missing', 'interrupted'] as const)(
  '%s is no fault of the work',
  async (code) => {
    const attempt = attempts();
    for (let again = 0; again < 15; again += 1) {
      expect(await attempt(code)).toMatchObject({ nonRetryable: false });
    }
  },
);

test('bytes that cannot be read are not tried again at all', async () => {
  expect(await attempts()('media_unreadable')).toMatchObject({
    type: 'media_unreadable',
    nonRetryable: true,
  });
});
