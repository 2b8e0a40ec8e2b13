import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { fromFileError, MediaError } from '../../../media/ffmpeg/media-error.ts';

test('a disk that fills up under our own writing is the machine’s fault, and told so', async () => {
  // /dev/full answers every write with ENOSPC.
  const cause: unknown = await writeFile('/dev/full', 'x').catch((error: unknown) => error);
  const error = fromFileError(cause, 'Encoding');
  expect(error).toMatchObject({ code: 'no_space', retryable: true, cause });
});

test('any other file error says what was being done, and keeps its cause', () => {
  const cause = Object.assign(new Error('EACCES: /secret/path'), { code: 'EACCES' });
  const error = fromFileError(cause, 'Encoding');
  expect(error).toMatchObject({ code: 'transcode_failed', message: 'Encoding failed: EACCES.' });
  expect(error.cause).toBe(cause);
});

test('an error that is one already stays what it is', () => {
  const error = new MediaError('timeout', 'No result after 1 second.');
  expect(fromFileError(error, 'Encoding')).toBe(error);
});

test('bad bytes are never worth another try; a failing machine is', () => {
  expect(new MediaError('media_unreadable', '').retryable).toBe(false);
  expect(new MediaError('limit_exceeded', '').retryable).toBe(false);
  for (const code of ['no_space', 'timeout', 'tool_missing', 'aborted'] as const) {
    expect(new MediaError(code, '').retryable).toBe(true);
  }
});
