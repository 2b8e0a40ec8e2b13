export type ImageType = 'image/png' | 'image/jpeg' | 'image/webp';

const PNG = '\u0089PNG\r\n\u001a\n';
const JPEG = '\u00ff\u00d8\u00ff';

/**
 * The type of a picture by its first bytes, whatever its sender or its server calls it. Null for
 * anything that generators do not take as a first frame.
 */
export function imageType(bytes: Uint8Array): ImageType | null {
  const head = String.fromCharCode(...bytes.subarray(0, 12));
  if (head.startsWith(PNG)) return 'image/png';
  if (head.startsWith(JPEG)) return 'image/jpeg';
  return head.startsWith('RIFF') && head.endsWith('WEBP') ? 'image/webp' : null;
}
