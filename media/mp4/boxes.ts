/** ISO BMFF boxes (ISO/IEC 14496-12), as far as CMAF tracks need them. */
export interface Box {
  type: string;
  /** Offset of the header in the buffer that was walked. */
  start: number;
  /** Offset of the first byte after the header. */
  body: number;
  end: number;
}

/** A structure that breaks the rules of its format; the message names the box. */
export class BoxError extends Error {
  override name = 'BoxError';
}

export function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The boxes side by side in `[from, to)`; throws where one does not fit. */
export function boxesIn(bytes: Uint8Array, from = 0, to = bytes.length): Box[] {
  const found: Box[] = [];
  for (let at = from; at < to;) {
    const box = readHeader(bytes, at, to);
    if (box.end > to) throw new BoxError(`${box.type} is cut short`);
    found.push(box);
    at = box.end;
  }
  return found;
}

/** The header at `at`, whose body may lie beyond the bytes at hand. */
export function readHeader(bytes: Uint8Array, at: number, to = bytes.length): Box {
  if (at + 8 > to) throw new BoxError('a box header is cut short');
  const data = view(bytes);
  const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
  const size32 = data.getUint32(at);
  if (size32 !== 1) {
    if (size32 < 8) throw new BoxError(`${type} has size ${size32}`);
    return { type, start: at, body: at + 8, end: at + size32 };
  }
  if (at + 16 > to) throw new BoxError(`${type} is cut short`);
  const size64 = Number(data.getBigUint64(at + 8));
  // A box that does not move on would be walked for ever.
  if (size64 < 16) throw new BoxError(`${type} has size ${size64}`);
  return { type, start: at, body: at + 16, end: at + size64 };
}

/** First box along a path of types, e.g. `moov/trak/mdia/mdhd`; null when a step is missing. */
export function findBox(bytes: Uint8Array, path: string, within?: Box): Box | null {
  let scope: Box | null = within ?? null;
  for (const type of path.split('/')) {
    const [from, to]: [number, number] = scope ? [scope.body, scope.end] : [0, bytes.length];
    scope = boxesIn(bytes, from, to).find((box) => box.type === type) ?? null;
    if (!scope) return null;
  }
  return scope;
}

export function needBox(bytes: Uint8Array, path: string, within?: Box): Box {
  const box = findBox(bytes, path, within);
  if (!box) throw new BoxError(`${path} is missing`);
  return box;
}

/** A box of the given parts, with its 32-bit size in front. */
export function makeBox(type: string, ...parts: Uint8Array[]): Uint8Array {
  const size = 8 + parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(size);
  view(bytes).setUint32(0, size);
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
  let at = 8;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export function u32(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const data = view(bytes);
  for (const [index, value] of values.entries()) data.setUint32(index * 4, value >>> 0);
  return bytes;
}
