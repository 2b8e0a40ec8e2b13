import { DECODERS } from './input.ts';
import { MediaError } from './media-error.ts';

/** Signal 25, SIGXFSZ: a file grew past its limit. */
const FILE_TOO_LARGE = 128 + 25;

/**
 * With `-xerror` the first damage ends the run, and the last word is often the decoder's or the
 * demuxer's own complaint, begun with its name. Encoders have other names (`libx264`).
 */
const BAD_BYTES = new RegExp(
  `^\\[(${[...DECODERS, 'mov,mp4[^ ]*', 'matroska,webm'].join('|')}) @|Error while decoding stream`,
  'm',
);

/** What a program's code and last words say of its failure. */
export function exitFailure(stderr: string, code: number): MediaError {
  const diagnostic = stderr;
  if (/No space left on device|Disk quota exceeded/.test(stderr)) {
    return new MediaError('no_space', 'The disk is full.', { diagnostic });
  }
  if (code === FILE_TOO_LARGE || /Cannot allocate memory/.test(stderr)) {
    return new MediaError('limit_exceeded', 'The video asks for more than may be spent on it.', {
      diagnostic,
    });
  }
  if (code > 128 && code !== 255) {
    return new MediaError('interrupted', 'ffmpeg was ended from outside.', { diagnostic });
  }
  if (BAD_BYTES.test(stderr)) {
    return new MediaError(
      'media_unreadable',
      'The file holds pictures or sound that do not decode.',
      {
        diagnostic,
      },
    );
  }
  return new MediaError('transcode_failed', `ffmpeg ended with code ${code}.`, { diagnostic });
}
