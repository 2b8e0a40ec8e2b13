import { expect, test } from 'vitest';
import { exitFailure } from '../../../media/ffmpeg/exit-failure.ts';

test.each([
  ['a full disk', 1, 'av_interleaved_write_frame(): No space left on device', 'no_space', true],
  ['a full quota', 1, 'out.mp4: Disk quota exceeded', 'no_space', true],
  [
    'a decoder’s complaint',
    69,
    '[h264 @ 0x55] error while decoding MB 3 4',
    'media_unreadable',
    false,
  ],
  [
    'a demuxer’s complaint',
    1,
    '[mov,mp4,m4a,3gp,3g2,mj2 @ 0x5] moov atom not found',
    'media_unreadable',
    false,
  ],
  ['a sound decoder’s complaint', 1, '[ac3 @ 0x5] frame sync error', 'media_unreadable', false],
  [
    'ffmpeg’s own word for damage',
    1,
    'Error while decoding stream #0:0',
    'media_unreadable',
    false,
  ],
  [
    'an encoder’s complaint',
    1,
    '[libx264 @ 0x5] width not divisible by 2',
    'transcode_failed',
    true,
  ],
  ['no word at all', 1, '', 'transcode_failed', true],
  ['ffmpeg’s own code for any failure', 255, '', 'transcode_failed', true],
  ['a kill', 137, '[h264 @ 0x55] concealing errors', 'interrupted', true],
  ['a crash', 139, '', 'interrupted', true],
  ['a file past its limit', 153, '', 'limit_exceeded', false],
  ['memory past its limit', 1, 'Error: Cannot allocate memory', 'limit_exceeded', false],
] as const)('%s', (_name, code, said, expected, retryable) => {
  const failure = exitFailure(said, code);
  expect(failure).toMatchObject({ code: expected, retryable, diagnostic: said });
  // For a person: what the program printed may hold paths.
  if (said !== '') expect(failure.message).not.toContain(said);
});
