import { expect, test } from 'vitest';
import { DEFAULT_LIMITS, fileUrl, forcedInput } from '../../../media/ffmpeg/input.ts';

function option(name: string, container: 'mp4' | 'webm'): string | undefined {
  const options = forcedInput({ file: '/takes/1', container }, DEFAULT_LIMITS);
  return options[options.indexOf(name) + 1];
}

test('an MP4 may not refer to other files', () => {
  expect(option('-enable_drefs', 'mp4')).toBe('0');
  expect(option('-use_absolute_path', 'mp4')).toBe('0');
});

test('the demuxer is the one of the container, and no other is allowed', () => {
  expect([option('-f', 'mp4'), option('-format_whitelist', 'mp4')]).toEqual(['mov', 'mov']);
  expect([option('-f', 'webm'), option('-format_whitelist', 'webm')]).toEqual([
    'matroska',
    'matroska',
  ]);
});

test('only files are opened, and only with decoders that takes need', () => {
  expect(option('-protocol_whitelist', 'mp4')).toBe('file');
  expect(option('-codec_whitelist', 'mp4')?.split(',')).toContain('h264');
  expect(option('-codec_whitelist', 'mp4')?.split(',')).not.toContain('ansi');
});

test('a path that looks like a protocol or an option stays a path', () => {
  expect(() =>
    forcedInput({ file: 'concat:/etc/passwd', container: 'mp4' }, DEFAULT_LIMITS),
  ).toThrow('absolute path');
  expect(fileUrl('/takes/-y')).toBe('file:/takes/-y');
});
