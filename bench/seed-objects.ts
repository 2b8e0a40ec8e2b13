import { crc32c } from '@node-rs/crc32';
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatBlobName, newGeneration } from '../providers/stores/file/blob-name.ts';
import { layoutOf } from '../providers/stores/file/layout.ts';

/** Writes objects into a directory store as the store itself would, but without waiting for the disk. */
export function seeder(root: string): (key: string, content: Buffer) => void {
  const layout = layoutOf(root);
  const made = new Set<string>();
  const makeOnce = (directory: string): void => {
    if (made.has(directory)) return;
    mkdirSync(directory, { recursive: true });
    made.add(directory);
  };
  let shared: { path: string; content: Buffer; names: number } | null = null;

  return (key, content) => {
    const generation = newGeneration();
    const sum = crc32c(content).toString(16).padStart(8, '0');
    const type = { contentType: 'application/json', cacheControl: null };
    const version = formatBlobName({ generation, bytes: content.length, crc32c: sum, ...type });
    const directory = layout.dataDirectoryOf(key);
    makeOnce(directory);
    const path = join(directory, version);
    // Entries of lists are alike, and a file system takes many names for one file.
    if (shared?.content.equals(content) && shared.names < 10_000) linkSync(shared.path, path);
    else writeFileSync(path, content);
    const again = shared?.content.equals(content) ? shared.names + 1 : 1;
    shared = { path: again === 1 ? path : (shared?.path ?? path), content, names: again };
    const link = layout.linkOf(key);
    makeOnce(dirname(link));
    symlinkSync(layout.targetOf(key, version), link);
  };
}
