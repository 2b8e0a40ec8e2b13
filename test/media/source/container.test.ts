import { describe, expect, test } from 'vitest';
import { sniffContainer } from '../../../media/source/container.ts';

function boxes(major: string, ...compatible: string[]): Uint8Array {
  const size = 16 + compatible.length * 4;
  const head = Buffer.alloc(8);
  head.writeUInt32BE(size);
  head.write('ftyp', 4, 'latin1');
  return Buffer.concat([
    head,
    Buffer.from(major),
    Buffer.alloc(4),
    Buffer.from(compatible.join('')),
    Buffer.alloc(32),
  ]);
}

function ebml(docType: string, before: number[] = []): Uint8Array {
  const name = Buffer.from(docType);
  const body = Buffer.concat([
    Buffer.from(before),
    Buffer.from([0x42, 0x82, 0x80 | name.length]),
    name,
  ]);
  return Buffer.concat([Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x80 | body.length]), body]);
}

describe('the first bytes name the container', () => {
  test.each(['isom', 'iso6', 'mp42', 'avc1', 'qt  ', 'M4V ', 'dash'])(
    'brand %s is MP4',
    (brand) => {
      expect(sniffContainer(boxes(brand))).toBe('mp4');
    },
  );

  test('an unknown brand is MP4 when a compatible brand is', () => {
    expect(sniffContainer(boxes('zzzz', 'wxyz', 'isom'))).toBe('mp4');
    expect(sniffContainer(boxes('zzzz', 'wxyz'))).toBeNull();
  });

  test.each(['heic', 'avif', 'mif1', 'M4A '])('brand %s holds no video', (brand) => {
    expect(sniffContainer(boxes(brand, 'isom'))).toBeNull();
  });

  test('WebM and Matroska are told by their document type, wherever it stands', () => {
    expect(sniffContainer(ebml('webm'))).toBe('webm');
    expect(sniffContainer(ebml('matroska', [0x42, 0x86, 0x81, 1]))).toBe('webm');
    expect(sniffContainer(ebml('webm\0\0'))).toBe('webm');
    expect(sniffContainer(ebml('other'))).toBeNull();
  });

  test.each([
    ['a page', '<!DOCTYPE html><html>................'],
    ['a playlist', '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n'],
    ['a picture', '\xff\xd8\xff\xe0\0\x10JFIF............'],
    ['JSON', '{"error":"not found"}..............'],
    ['an empty file', ''],
    ['a box cut short', '\0\0\0\x20ftypis'],
  ])('%s is none', (_, text) => {
    expect(sniffContainer(Buffer.from(text, 'latin1'))).toBeNull();
  });

  test.each([
    ['pictures first', ['\0\0\x10\0mdat........']],
    ['pictures of more than 4 GB', ['\0\0\0\x01mdat\0\0\0\x02........']],
    ['an index first', ['\0\0\x10\0moov........']],
    ['filling before them', ['\0\0\0\x08wide', '\0\0\0\x0cfree....', '\0\0\0\0mdat....']],
  ])('QuickTime without a brand: %s', (_, parts) => {
    expect(sniffContainer(Buffer.from(parts.join(''), 'latin1'))).toBe('mp4');
  });

  test.each([
    ['nothing but filling', '\0\0\0\x10free........'],
    ['a box of no size', '\0\0\0\x04free\0\0\0\x10mdat'],
    ['an index of no size', '\0\0\0\x01moov........'],
    ['another box first', '\0\0\0\x10jP  ........'],
  ])('without a brand, %s is none', (_, text) => {
    expect(sniffContainer(Buffer.from(text, 'latin1'))).toBeNull();
  });

  test('a header that points past its end is none', () => {
    expect(sniffContainer(Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x00]))).toBeNull();
    expect(sniffContainer(Buffer.from([0x1a, 0x45, 0xdf, 0xa3]))).toBeNull();
    expect(sniffContainer(ebml('webm').subarray(0, 7))).toBeNull();
  });
});
