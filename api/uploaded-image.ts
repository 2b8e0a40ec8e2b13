import { sha256 } from './body-digest.ts';

export interface UploadedImage {
  bytes: Buffer;
  /** From its own first bytes, whatever the sender called it. */
  mediaType: ImageType;
  sha256: string;
}

type ImageType = 'image/png' | 'image/jpeg' | 'image/webp';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);

/** Null when the bytes are none of the types that generators take. */
export function uploadedImage(bytes: Buffer): UploadedImage | null {
  const mediaType = imageType(bytes);
  return mediaType === null ? null : { bytes, mediaType, sha256: sha256(bytes) };
}

function imageType(bytes: Buffer): ImageType | null {
  if (bytes.subarray(0, PNG.length).equals(PNG)) return 'image/png';
  if (bytes.subarray(0, JPEG.length).equals(JPEG)) return 'image/jpeg';
  const riff = bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12);
  return riff === 'WEBP' ? 'image/webp' : null;
}
