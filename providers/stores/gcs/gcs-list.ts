import type { Bucket } from '@google-cloud/storage';
import type { ObjectHead } from '../store.ts';
import { toHead } from './gcs-head.ts';

/** What one request may ask for. */
const MAX_PAGE = 1000;

export interface GcsList {
  bucket: Bucket;
  /** The store's own prefix, with its slash. */
  base: string;
  prefix: string;
  limit: number;
  after: string | undefined;
}

export async function listObjects(
  query: GcsList,
): Promise<{ objects: ObjectHead[]; more: boolean }> {
  const { bucket, base, prefix, limit, after } = query;
  const objects: ObjectHead[] = [];
  let pageToken: string | undefined;
  do {
    const [files, next] = await bucket.getFiles({
      prefix: base + prefix,
      // The offset itself is included; it is dropped below, and hence one more is asked for.
      ...(after === undefined ? {} : { startOffset: base + after }),
      ...(pageToken === undefined ? {} : { pageToken }),
      maxResults: Math.min(limit + 2 - objects.length, MAX_PAGE),
      autoPaginate: false,
    });
    for (const file of files) {
      const key = file.name.slice(base.length);
      if (key !== after) objects.push(toHead(key, file.metadata));
    }
    // A page may be short, or even empty, though there is more.
    pageToken = (next as { pageToken?: string } | null)?.pageToken;
  } while (pageToken !== undefined && objects.length <= limit);
  return { objects: objects.slice(0, limit), more: objects.length > limit };
}
