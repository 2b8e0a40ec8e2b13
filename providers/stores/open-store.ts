import { isAbsolute } from 'node:path';
import { createFileStore } from './file/file-store.ts';
import { createGcsStore } from './gcs/gcs-store.ts';
import type { ObjectStore } from './store.ts';

export interface OpenStoreOptions {
  /** As in `STORAGE_EMULATOR_HOST`: `host:port` or a URL. */
  emulatorHost?: string | undefined;
}

/**
 * @param location `file:/absolute/directory` or `gs://bucket/prefix`, as in `PROMPTREEL_STORE`
 * @throws TypeError for any other location
 */
export function openStore(location: string, { emulatorHost }: OpenStoreOptions = {}): ObjectStore {
  const directory = /^file:(?:\/\/)?(\/.*|[A-Za-z]:.*)$/.exec(location)?.[1];
  if (directory !== undefined && isAbsolute(directory)) return createFileStore({ root: directory });

  const [, bucket, prefix = ''] = /^gs:\/\/([^/]+)(?:\/(.*))?$/.exec(location) ?? [];
  if (bucket === undefined) {
    throw new TypeError('A store is file:/absolute/directory or gs://bucket/prefix');
  }
  const apiEndpoint =
    emulatorHost === undefined || emulatorHost.includes('://') || emulatorHost === ''
      ? emulatorHost
      : `http://${emulatorHost}`;
  return createGcsStore({ bucket, prefix, apiEndpoint: apiEndpoint || undefined });
}
