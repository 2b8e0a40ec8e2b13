import type { Bucket, File } from '@google-cloud/storage';
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

export async function listGcsObjects(
  query: GcsList,
): Promise<{ objects: ObjectHead[]; more: boolean }> {
  const { found, more } = await listFiles(query);
  return { objects: found.map(({ key, file }) => toHead(key, file.metadata)), more };
}

export async function listGcsKeys(query: GcsList): Promise<{ keys: string[]; more: boolean }> {
  const { found, more } = await listFiles(query, 'items(name),nextPageToken');
  return { keys: found.map(({ key }) => key), more };
}

async function listFiles(
  query: GcsList,
  fields?: string,
): Promise<{ found: { key: string; file: File }[]; more: boolean }> {
  const { bucket, base, prefix, limit, after } = query;
  const found: { key: string; file: File }[] = [];
  let pageToken: string | undefined;
  do {
    const [files, next] = await bucket.getFiles({
      prefix: base + prefix,
      // The offset itself is included; it is dropped below, and hence one more is asked for.
      ...(after === undefined ? {} : { startOffset: base + after }),
      ...(pageToken === undefined ? {} : { pageToken }),
      maxResults: Math.min(limit + 2 - found.length, MAX_PAGE),
      autoPaginate: false,
      ...(fields === undefined ? {} : { fields }),
    });
    for (const file of files) {
      const key = file.name.slice(base.length);
      if (key !== after) found.push({ key, file });
    }
    // A page may be short, or even empty, though there is more.
    pageToken = (next as { pageToken?: string } | null)?.pageToken;
  } while (pageToken !== undefined && found.length <= limit);
  return { found: found.slice(0, limit), more: found.length > limit };
}
