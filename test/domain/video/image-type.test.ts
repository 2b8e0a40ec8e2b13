import { expect, test } from 'vitest';
import { imageType } from '../../../domain/video/image-type.ts';

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

test.each([
  ['image/png', Buffer.from([...PNG, 0, 0, 0, 13])],
  ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16])],
  ['image/webp', Buffer.from('RIFF\0\0\0\0WEBPVP8 ')],
])('%s is known by its first bytes', (type, bytes) => {
  expect(imageType(bytes)).toBe(type);
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['a page', Buffer.from('<!doctype html><html>')],
  ['sound in the same container as WebP', Buffer.from('RIFF\0\0\0\0WAVEfmt ')],
  ['a PNG that was converted as text', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0a, 0x1a, 0x0a, 0])],
  ['a GIF', Buffer.from('GIF89a')],
])('%s is no picture for a generator', (_, bytes) => {
  expect(imageType(bytes)).toBeNull();
});
