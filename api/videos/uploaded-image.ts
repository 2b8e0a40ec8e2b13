import type { ImageType } from '../../domain/video/image-type.ts';
import { imageType } from '../../domain/video/image-type.ts';
import { sha256 } from '../http/body-digest.ts';

export interface UploadedImage {
  bytes: Buffer;
  /** From its own first bytes, whatever the sender called it. */
  mediaType: ImageType;
  sha256: string;
}

/** Null when the bytes are none of the types that generators take. */
export function uploadedImage(bytes: Buffer): UploadedImage | null {
  const mediaType = imageType(bytes);
  return mediaType === null ? null : { bytes, mediaType, sha256: sha256(bytes) };
}
