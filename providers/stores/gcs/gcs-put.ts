import type { Bucket, File, FileMetadata } from '@google-cloud/storage';
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { meter } from '../metered.ts';
import { StoreError, type ObjectHead, type PutOptions } from '../store.ts';
import { writeOut } from '../transfer.ts';
import { statusOf, gcsStoreError } from './gcs-errors.ts';
import { base64Crc32c, toHead, WRITE_ID } from './gcs-head.ts';
import { spill } from './spill.ts';

const MIB = 1024 * 1024;

/** Up to here one request, repeated whole when it fails. Records, playlists, images. */
const SIMPLE_UPLOAD_BYTES = MIB;

/** Held in memory per upload for repeating; a multiple of 256 KiB as the protocol demands. */
const CHUNK_BYTES = 4 * MIB;

export interface GcsPut {
  bucket: Bucket;
  /** With the store's prefix. */
  name: string;
  key: string;
  body: Readable;
  options: PutOptions;
}

export async function putObject({ bucket, name, key, body, options }: GcsPut): Promise<ObjectHead> {
  const { signal } = options;
  signal?.throwIfAborted();
  const writeId = randomUUID();
  const file = bucket.file(name);
  const upload = {
    preconditionOpts: { ifGenerationMatch: generationToMatch(options.if) },
    // The library's own check deletes, without a precondition, whatever is there by then.
    validation: false,
    metadata: {
      contentType: options.contentType,
      ...(options.cacheControl === undefined ? {} : { cacheControl: options.cacheControl }),
      metadata: { [WRITE_ID]: writeId },
    } satisfies FileMetadata,
  };
  const received = meter({ maxBytes: options.maxBytes, expect: { crc32c: options.crc32c } });
  const spilled = spill(SIMPLE_UPLOAD_BYTES, () =>
    file.createWriteStream({ ...upload, resumable: true, chunkSize: CHUNK_BYTES }),
  );
  try {
    await writeOut({
      body,
      through: received.stream,
      to: spilled.stream,
      signal,
      // Told from an ambiguous one below, which needs the library's own error.
      explain: (error) => (error instanceof StoreError ? error : new UploadError(error)),
    });
    const held = spilled.held();
    if (held) {
      // The server checks this sum before anything becomes visible.
      const crc32c = base64Crc32c(received.crc32c());
      const metadata = { ...upload.metadata, crc32c };
      await file.save(held, { ...upload, metadata, resumable: false }).catch((error: unknown) => {
        throw new UploadError(error);
      });
    }
  } catch (error) {
    if (!(error instanceof UploadError)) throw error;
    const own = await findOwnWrite(file, key, writeId, error.cause);
    if (!own) throw gcsStoreError(error.cause);
    return checkReceived(file, own, received.crc32c());
  }
  return checkReceived(file, toHead(key, file.metadata), received.crc32c());
}

/** 0 is how GCS spells "absent"; a generation that is no number is of no object of this bucket. */
function generationToMatch(wanted: PutOptions['if']): number | string {
  if (wanted === 'absent') return 0;
  if (!/^[1-9]\d*$/.test(wanted.generation)) {
    throw new StoreError('precondition_failed', 'Not a generation of this store');
  }
  return wanted.generation;
}

/** Marks a failure of the upload itself, until it is known what it means. */
class UploadError extends StoreError {
  constructor(cause: unknown) {
    super('unavailable', 'The upload failed', { cause });
  }
}

/** Whether what is there is what the failed write wrote: then only the answer was lost. */
export async function findOwnWrite(
  file: File,
  key: string,
  writeId: string,
  error: unknown,
): Promise<ObjectHead | null> {
  const status = statusOf(error);
  const refusedForGood = status !== undefined && status < 500 && status !== 412 && status !== 408;
  if (refusedForGood) return null;
  try {
    const [metadata] = await file.getMetadata();
    return metadata.metadata?.[WRITE_ID] === writeId ? toHead(key, metadata) : null;
  } catch {
    return null;
  }
}

/** Resumable uploads cannot announce a sum beforehand, so what arrived is compared afterwards. */
async function checkReceived(file: File, head: ObjectHead, crc32c: string): Promise<ObjectHead> {
  if (head.crc32c === crc32c) return head;
  await file.delete({ ifGenerationMatch: head.generation }).catch(() => {});
  throw new StoreError('checksum_mismatch', 'The bucket received other bytes than were sent');
}
