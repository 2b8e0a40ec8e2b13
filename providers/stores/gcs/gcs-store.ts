import type { Bucket, File } from '@google-cloud/storage';
import { IdempotencyStrategy, Storage } from '@google-cloud/storage';
import { randomUUID } from 'node:crypto';
import { assertKey, assertPrefix, RESERVED_PART } from '../object-key.ts';
import { StoreError, type ObjectStore } from '../store.ts';
import { toReadable } from '../transfer.ts';
import { copyObject } from './gcs-copy.ts';
import { deleteObject } from './gcs-delete.ts';
import { gcsStoreError } from './gcs-errors.ts';
import { listGcsKeys, listGcsObjects } from './gcs-list.ts';
import { putObject } from './gcs-put.ts';
import { getObject, readHead } from './gcs-read.ts';

export interface GcsStoreOptions {
  bucket: string;
  /** Every key lies under `<prefix>/`; empty for the whole bucket. */
  prefix: string;
  /** Of an emulator, with its scheme; Google's own otherwise. */
  apiEndpoint?: string | undefined;
  /** A service account's key; the machine's own identity otherwise. */
  credentials?: { client_email: string; private_key: string } | undefined;
}

/** Objects in a Google Cloud Storage bucket, through the official client. */
export function createGcsStore(options: GcsStoreOptions): ObjectStore {
  const bucket = openBucket(options);
  const base = options.prefix === '' ? '' : `${options.prefix.replace(/\/+$/, '')}/`;
  const nameOf = (key: string): string => {
    assertKey(key);
    return base + key;
  };

  return {
    async put(key, body, putOptions) {
      const source = toReadable(body);
      try {
        return await putObject({
          bucket,
          name: nameOf(key),
          key,
          body: source,
          options: putOptions,
        });
      } finally {
        source.destroy();
      }
    },
    head: (key) => guard(async () => readHead(bucket.file(nameOf(key)), key)),
    get: (key, getOptions = {}) =>
      guard(
        async () => getObject({ bucket, name: nameOf(key), key, options: getOptions }),
        getOptions.signal,
      ),
    copy: (from, to, { signal }) =>
      guard(async () => {
        const [source, target] = [bucket.file(nameOf(from)), bucket.file(nameOf(to))];
        signal?.throwIfAborted();
        return copyObject({ bucket, source, target, key: to });
      }, signal),
    list: (prefix, { limit, after }) =>
      guard(async () => {
        assertPrefix(prefix);
        return listGcsObjects({ bucket, base, prefix, limit, after });
      }),
    keys: (prefix, { limit, after }) =>
      guard(async () => {
        assertPrefix(prefix);
        return listGcsKeys({ bucket, base, prefix, limit, after });
      }),
    delete: (key, { ifGeneration } = {}) =>
      guard(async () => deleteObject(bucket.file(nameOf(key)), key, ifGeneration)),
    signedUrl: (key, { expiresAt }) =>
      guard(async () => signedUrl(options, bucket.file(nameOf(key)), expiresAt)),
    check: () => checkWriting(bucket.file(`${base}${RESERVED_PART}/check-${randomUUID()}`)),
  };
}

/** Our own errors and the reason of an abort pass; those of the library are translated. */
async function guard<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw signal?.aborted && error === signal.reason ? error : gcsStoreError(error);
  }
}

function openBucket(options: GcsStoreOptions): Bucket {
  const storage = new Storage({
    ...(options.apiEndpoint === undefined ? {} : { apiEndpoint: options.apiEndpoint }),
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
    // An emulator knows no projects, and asking the machine for one takes seconds where there is none.
    ...(options.apiEndpoint === undefined ? {} : { projectId: 'emulator' }),
    retryOptions: {
      // Ours all carry a generation, so a repetition cannot do anything twice.
      idempotencyStrategy: IdempotencyStrategy.RetryConditional,
      // Beyond a minute the caller's own retry, which others can see, is the better one.
      totalTimeout: 60,
    },
  });
  // Where STORAGE_EMULATOR_HOST is set, the client takes it for the whole base URL and leaves out the
  // path of the JSON API: every object would be absent.
  if (options.apiEndpoint !== undefined) {
    storage.baseUrl = new URL('/storage/v1', options.apiEndpoint).href;
  }
  return storage.bucket(options.bucket);
}

/** Null where nothing can sign: an emulator never does, nor a machine without an identity. */
async function signedUrl(
  { apiEndpoint, credentials }: GcsStoreOptions,
  file: File,
  expires: Date,
): Promise<string | null> {
  if (apiEndpoint !== undefined && credentials === undefined) return null;
  try {
    return (await file.getSignedUrl({ version: 'v4', action: 'read', expires }))[0];
  } catch (error) {
    // The library does not export its class.
    if (error instanceof Error && error.name === 'SigningError') return null;
    throw error;
  }
}

async function checkWriting(probe: File): Promise<void> {
  try {
    await probe.save('x', { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } });
    await probe.delete({ ignoreNotFound: true });
  } catch (cause) {
    throw new StoreError('unavailable', 'The bucket cannot be reached or written', { cause });
  }
}
