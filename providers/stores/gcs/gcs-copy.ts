import type { Bucket, File, FileMetadata } from '@google-cloud/storage';
import { randomUUID } from 'node:crypto';
import { preconditionFailed } from '../precondition.ts';
import { StoreError, type ObjectHead } from '../store.ts';
import { statusOf } from './gcs-errors.ts';
import { toHead, WRITE_ID } from './gcs-head.ts';
import { readHead } from './gcs-read.ts';
import { findOwnWrite } from './gcs-put.ts';

export interface GcsCopy {
  bucket: Bucket;
  source: File;
  target: File;
  /** Of the target. */
  key: string;
}

const holdsResource = (answer: unknown): answer is { resource: FileMetadata } =>
  typeof answer === 'object' && answer !== null && 'resource' in answer;

/**
 * Inside the bucket, where one request does it whatever the size. (Between storage classes it would take
 * several, and the client library drops the precondition after the first.)
 */
export async function copyObject({ bucket, source, target, key }: GcsCopy): Promise<ObjectHead> {
  const [from] = await source.getMetadata().catch((error: unknown) => {
    throw statusOf(error) === 404 ? preconditionFailed(error) : error;
  });
  // Only to fail early, and for emulators, which ignore the precondition of a rewrite.
  if (await readHead(target, key)) throw preconditionFailed();
  const writeId = randomUUID();
  const pinned = bucket.file(source.name, { generation: String(from.generation) });
  let head: ObjectHead;
  try {
    // Given metadata replaces all of the source's, so what should stay is repeated.
    const [, answer] = await pinned.copy(target, {
      preconditionOpts: { ifGenerationMatch: 0 },
      metadata: { [WRITE_ID]: writeId },
      ...(from.contentType === undefined ? {} : { contentType: from.contentType }),
      ...(from.cacheControl === undefined ? {} : { cacheControl: from.cacheControl }),
    });
    if (!holdsResource(answer)) throw new StoreError('unavailable', 'The copy was not described.');
    head = toHead(key, answer.resource);
  } catch (error) {
    const own = await findOwnWrite(target, key, writeId, error);
    if (own) head = own;
    // The pinned version is gone: whoever replaced it made the source another object.
    else throw statusOf(error) === 404 ? preconditionFailed(error) : error;
  }
  if (head.crc32c === toHead(key, from).crc32c) return head;
  await target.delete({ ifGenerationMatch: head.generation, ignoreNotFound: true });
  throw new StoreError('checksum_mismatch', 'The copy has other bytes than its source');
}
