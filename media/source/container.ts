import type { Container } from '../../domain/renditions/media.ts';

/** How many bytes `sniffContainer` wants to see; fewer is allowed and may answer null. */
export const SNIFF_BYTES = 4096;

/**
 * Brands whose files hold pictures, sound only, or encrypted text: ISO boxes, but no video.
 * Source: the registered brands at mp4ra.org.
 */
const NOT_VIDEO = new Set([
  'heic',
  'heix',
  'heim',
  'heis',
  'mif1',
  'msf1',
  'avif',
  'avis',
  'M4A ',
  'M4B ',
  'M4P ',
  'crx ',
]);

const VIDEO = new Set(
  [
    ['isom', 'iso2', 'iso3', 'iso4', 'iso5', 'iso6', 'iso7', 'iso8', 'iso9'],
    [
      'mp41',
      'mp42',
      'mp71',
      'avc1',
      'hvc1',
      'av01',
      'M4V ',
      'M4VH',
      'M4VP',
      'qt  ',
      'MSNV',
      'XAVC',
    ],
    [
      '3gp4',
      '3gp5',
      '3gp6',
      '3gp7',
      '3g2a',
      '3g2b',
      'dash',
      'cmfc',
      'cmf2',
      'f4v ',
      'NDSC',
      'NDSH',
    ],
  ].flat(),
);

/**
 * Names a container by its first bytes, never by what a server or a file name said of it.
 * Null for anything else: pages, playlists, pictures, sound.
 */
export function sniffContainer(bytes: Uint8Array): Container | null {
  if (isVideoBoxes(bytes)) return 'mp4';
  return matroskaDocType(bytes) === null ? null : 'webm';
}

/** What stands before the pictures of a classic QuickTime file, and the pictures or their index. */
const FILLING = new Set(['wide', 'free', 'skip', 'pnot']);
const CONTENT = new Set(['moov', 'mdat']);

/**
 * QuickTime before brands: Live Photos, older cameras. 14496-12 §4.3 reads a file without `ftyp` as
 * one of `mp41`. Nothing but filling may stand before the contents, all of whose sizes make sense.
 */
function isClassicQuickTime(bytes: Uint8Array): boolean {
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0);
    const type = text(bytes, at + 4, at + 8);
    // 1 announces a size of 64 bits, 0 a box that goes on to the end of the file.
    if (CONTENT.has(type)) return size >= 8 || (type === 'mdat' && size <= 1);
    if (!FILLING.has(type) || size < 8) return false;
    at += size;
  }
  return false;
}

function isVideoBoxes(bytes: Uint8Array): boolean {
  if (bytes.length < 16) return false;
  if (text(bytes, 4, 8) !== 'ftyp') return isClassicQuickTime(bytes);
  const size = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
  if (size < 16 || size > SNIFF_BYTES) return false;
  const major = text(bytes, 8, 12);
  if (NOT_VIDEO.has(major)) return false;
  if (VIDEO.has(major)) return true;
  // An unknown major brand is fine when a compatible one says that a video reader will do.
  for (let at = 16; at + 4 <= Math.min(size, bytes.length); at += 4) {
    if (VIDEO.has(text(bytes, at, at + 4))) return true;
  }
  return false;
}

const EBML = [0x1a, 0x45, 0xdf, 0xa3];

/** Reads DocType (id 0x4282) out of the EBML header; RFC 8794 §11.2. */
function matroskaDocType(bytes: Uint8Array): 'webm' | 'matroska' | null {
  if (!EBML.every((byte, at) => bytes[at] === byte)) return null;
  const header = vint(bytes, 4);
  if (header === null) return null;
  let at = 4 + header.length;
  const end = Math.min(at + header.value, bytes.length);
  while (at + 3 < end) {
    const id = vintLength(bytes[at]);
    const size = vint(bytes, at + id);
    if (id === 0 || size === null) return null;
    const body = at + id + size.length;
    if (bytes[at] === 0x42 && bytes[at + 1] === 0x82) {
      // Writers may pad the string with zero bytes.
      const docType = text(bytes, body, Math.min(body + size.value, end)).replace(/\0+$/, '');
      return docType === 'webm' || docType === 'matroska' ? docType : null;
    }
    at = body + size.value;
  }
  return null;
}

function vintLength(first: number | undefined): number {
  return first === undefined || first === 0 ? 0 : Math.clz32(first) - 23;
}

function vint(bytes: Uint8Array, at: number): { value: number; length: number } | null {
  const length = vintLength(bytes[at]);
  if (length === 0 || at + length > bytes.length) return null;
  let value = (bytes[at] ?? 0) & (0xff >> length);
  for (let i = 1; i < length; i++) value = value * 256 + (bytes[at + i] ?? 0);
  return { value, length };
}

function text(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}
