import type { Bucket, File } from '@google-cloud/storage';
import { Readable } from 'node:stream';
import { preconditionFailed } from '../precondition.ts';
import type { GetOptions, GetResult, ObjectHead } from '../store.ts';
import { clampRange, verified } from '../transfer.ts';
import { statusOf, gcsStoreError } from './gcs-errors.ts';
import { toHead } from './gcs-head.ts';
import { resumingRead } from './resuming-read.ts';

/** A key that is replaced between head and read this often is not being read. */
const MAX_LOOKS = 10;

export interface GcsGet {
  bucket: Bucket;
  name: string;
  key: string;
  options: GetOptions;
}

export async function readHead(file: File, key: string): Promise<ObjectHead | null> {
  try {
    const [metadata] = await file.getMetadata();
    return toHead(key, metadata);
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

export async function getObject({ bucket, name, key, options }: GcsGet): Promise<GetResult | null> {
  const { range, ifGeneration, signal } = options;
  for (let look = 1; ; look += 1) {
    signal?.throwIfAborted();
    const head = await readHead(bucket.file(name), key);
    if (!head) return null;
    if (ifGeneration !== undefined && head.generation !== ifGeneration) throw preconditionFailed();
    const part = clampRange(range, head.bytes);
    if (!part) return { head, body: Readable.from([]) };
    const open = (start: number): Promise<Readable> =>
      openRead(bucket.file(name, { generation: head.generation }), start, part.end);
    try {
      const first = await open(part.start);
      const source = resumingRead({ first, ...part, reopen: open, isTransient });
      const whole = part.start === 0 && part.end === head.bytes - 1;
      const bytes = part.end - part.start + 1;
      const expect = whole ? { bytes, crc32c: head.crc32c } : { bytes };
      return { head, body: verified(source, { expect, signal, explain: gcsStoreError }) };
    } catch (error) {
      // Replaced between head and read.
      if (statusOf(error) !== 404 || look === MAX_LOOKS) throw error;
    }
  }
}

/** Resolves when the server has begun to answer, so that a missing version is an error here. */
function openRead(file: File, start: number, end: number): Promise<Readable> {
  const stream = file.createReadStream({ start, end, validation: false, decompress: false });
  return new Promise((resolve, reject) => {
    stream.once('error', reject);
    stream.on('response', ({ statusCode }: { statusCode: number }) => {
      // The error follows, once the library has read its text.
      if (statusCode >= 400) return;
      stream.off('error', reject);
      resolve(stream);
    });
    // The library sends nothing before someone reads.
    stream.resume();
    stream.pause();
  });
}

function isTransient(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined || status === 408 || status === 429 || status >= 500;
}
