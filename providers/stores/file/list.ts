import type { ObjectHead } from '../store.ts';
import type { ReadFolder } from './folders.ts';
import { compareKeys, firstFrom } from './key-order.ts';
import { readPointer, type Layout } from './layout.ts';

/** Heads read at once: enough to keep the disk busy, few enough for the thread pool. */
const BATCH = 64;

export interface KeyRange {
  prefix: string;
  /** Exclusive. */
  after: string;
}

interface Page {
  limit: number;
}

/**
 * Objects in the order of a bucket (bytes of the whole key). Reads only directories that can hold an
 * answer, and heads of those that are shown.
 */
export async function listObjects(
  layout: Layout,
  read: ReadFolder,
  { limit, ...query }: KeyRange & Page,
): Promise<{ objects: ObjectHead[]; more: boolean }> {
  const objects: ObjectHead[] = [];
  for await (const keys of walkKeys(read, query, folderOf(query))) {
    for (let at = 0; at < keys.length;) {
      const wanted = keys.slice(at, at + Math.min(BATCH, limit + 1 - objects.length));
      const pointers = await Promise.all(wanted.map((key) => readPointer(layout, key)));
      // Null: deleted meanwhile, or a link that is not ours.
      objects.push(...pointers.flatMap((pointer) => (pointer ? [pointer.head] : [])));
      if (objects.length > limit) return { objects: objects.slice(0, limit), more: true };
      at += wanted.length;
    }
  }
  return { objects, more: false };
}

/** The same by name alone, without a look at any object. */
export async function listKeys(
  read: ReadFolder,
  { limit, ...query }: KeyRange & Page,
): Promise<{ keys: string[]; more: boolean }> {
  const found: string[] = [];
  for await (const keys of walkKeys(read, query, folderOf(query))) {
    for (const key of keys) {
      if (found.length === limit) return { keys: found, more: true };
      found.push(key);
    }
  }
  return { keys: found, more: false };
}

const folderOf = ({ prefix }: KeyRange): string => prefix.slice(0, prefix.lastIndexOf('/') + 1);

/** In pieces: what lies beside each other in one folder.  @param folder empty, or ending in a slash */
async function* walkKeys(
  read: ReadFolder,
  query: KeyRange,
  folder: string,
): AsyncGenerator<string[]> {
  // All of the folder comes before where the page begins.
  if (!query.after.startsWith(folder) && compareKeys(query.after, folder) > 0) return;
  const names = await read(folder);
  const within = (key: string): string => (key.startsWith(folder) ? key.slice(folder.length) : '');
  const [prefix, after] = [within(query.prefix), within(query.after)];
  let piece: string[] = [];
  for (let at = startIn(names, prefix, after); at < names.length; at += 1) {
    const name = names[at] ?? '';
    if (!name.startsWith(prefix)) break;
    if (name.endsWith('/')) {
      if (piece.length > 0) yield piece;
      piece = [];
      yield* walkKeys(read, query, folder + name);
      continue;
    }
    piece.push(folder + name);
    if (piece.length < 1_000) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}

/** The first that can hold an answer: one that follows, or a folder around where it begins. */
function startIn(names: readonly string[], prefix: string, after: string): number {
  const beyond = compareKeys(prefix, after) > 0;
  const from = beyond ? prefix : after;
  const at = firstFrom(names, from);
  const before = names[at - 1];
  if (before?.endsWith('/') && from.startsWith(before)) return at - 1;
  return !beyond && after !== '' && names[at] === after ? at + 1 : at;
}
