import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RESERVED_PART } from '../object-key.ts';
import type { ObjectHead } from '../store.ts';
import { errnoOf } from './file-errors.ts';
import { readPointer, type Layout } from './layout.ts';

/** Heads read at once: enough to keep the disk busy, few enough for the thread pool. */
const BATCH = 64;

export interface ListQuery {
  prefix: string;
  /** Exclusive. */
  after: string;
}

/**
 * Objects in the order of a bucket (bytes of the whole key), lazily. Reads only directories that can hold
 * an answer: a page of one folder costs one `readdir` however many objects the store has.
 */
export async function* walkObjects(layout: Layout, query: ListQuery): AsyncGenerator<ObjectHead> {
  const folder = query.prefix.slice(0, query.prefix.lastIndexOf('/') + 1);
  let batch: string[] = [];
  for await (const key of walkKeys(layout, query, folder)) {
    batch.push(key);
    if (batch.length < BATCH) continue;
    yield* readHeads(layout, batch);
    batch = [];
  }
  yield* readHeads(layout, batch);
}

/** @param folder empty, or ending in a slash */
async function* walkKeys(layout: Layout, query: ListQuery, folder: string): AsyncGenerator<string> {
  for (const path of childrenInOrder(await readFolder(layout, folder), folder, query)) {
    if (path.endsWith('/')) yield* walkKeys(layout, query, path);
    else yield path;
  }
}

/** Keys, and folders with a slash at the end, which is also what sorts them as their keys sort. */
function childrenInOrder(
  entries: Dirent[],
  folder: string,
  { prefix, after }: ListQuery,
): string[] {
  const children: string[] = [];
  for (const entry of entries) {
    const isFolder = entry.isDirectory();
    if (!isFolder && !entry.isSymbolicLink()) continue;
    if (folder === '' && entry.name === RESERVED_PART) continue;
    const path = `${folder}${entry.name}${isFolder ? '/' : ''}`;
    const matches = path.startsWith(prefix) || (isFolder && prefix.startsWith(path));
    const mayFollow = after === '' || (isFolder && after.startsWith(path)) || follows(path, after);
    if (matches && mayFollow) children.push(path);
  }
  return children.toSorted(compareKeys);
}

async function* readHeads(layout: Layout, keys: string[]): AsyncGenerator<ObjectHead> {
  const pointers = await Promise.all(keys.map((key) => readPointer(layout, key)));
  for (const pointer of pointers) {
    // Deleted meanwhile, or a link that is not ours.
    if (pointer) yield pointer.head;
  }
}

async function readFolder(layout: Layout, folder: string): Promise<Dirent[]> {
  try {
    return await readdir(join(layout.root, folder), { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return [];
    throw error;
  }
}

function follows(path: string, after: string): boolean {
  return compareKeys(path, after) > 0;
}

/**
 * By UTF-8 bytes, as buckets do. JavaScript compares UTF-16 units, which differs only where one side has
 * a surrogate; the plain comparison is ten times faster, and index folders have 10⁵ names.
 */
function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  if (SURROGATE.test(a) || SURROGATE.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

const SURROGATE = /[\ud800-\udfff]/;
