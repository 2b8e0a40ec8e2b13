import { indexPrefix, listPrefix, oldIndexKey } from '../domain/keys.ts';
import type { ObjectStore } from '../providers/stores/store.ts';
import type { ListEntry, ListName } from './lists.ts';
import { SIGNATURE_AT, createdAtOf, isPlace, keyAfter, parseEntry } from './lists.ts';
import type { TokenMarks } from './signatures.ts';
import { mayHold } from './signatures.ts';

export interface ScanQuery {
  /** Their union; each video once. */
  lists: readonly ListName[];
  /** Only videos that may hold all of these; whoever reads the record knows. */
  probes?: readonly TokenMarks[];
  /** The place to go on after. */
  after?: string | undefined;
  /** Only what was created after this, in milliseconds since 1970. */
  since?: number | undefined;
  /** Entries handed out at a time. */
  batch?: number;
}

export interface ScanBatch {
  entries: ListEntry[];
  /** The place up to which all has been looked at. */
  through: string;
}

/** What one listing asks for: a constant, whatever the caller wants to see. */
const KEYS = 1_000;
/** A page of fifty and the one that tells that there is more; two make a hundred. */
const BATCH = 51;
/** Names looked at before the caller may look at its clock, though none of them is wanted. */
const LOOKED_AT = 4 * KEYS;
/** Inverted times of every year that an earlier release can have run in begin with this digit. */
const OLD_DIGIT = '8';

/** Walks lists side by side, newest first, by names alone. */
export async function* scan(
  store: ObjectStore,
  tenant: string,
  query: ScanQuery & { old: boolean },
): AsyncGenerator<ScanBatch> {
  const { lists, probes = [], after, since = 0, batch = BATCH, old } = query;
  const sources = lists.map((list) => openSource(listed(store, tenant, list, after)));
  if (old) sources.push(openSource(listedByOld(store, tenant, after)));
  let entries: ScanBatch['entries'] = [];
  let looked = 0;
  let through = '';
  for (;;) {
    const next = await firstOf(sources);
    if (next === null || createdAtOf(next.place) <= since) break;
    looked += 1;
    // A video that is between two lists stands at the same place in both.
    if (next.place === through) continue;
    through = next.place;
    if (isWanted(next, probes)) entries.push(next);
    if (entries.length < batch && looked < LOOKED_AT) continue;
    yield { entries, through };
    entries = [];
    looked = 0;
  }
  if (entries.length > 0) yield { entries, through };
}

/** Whether any entry is left of those that earlier releases wrote. */
export async function hasOldEntries(store: ObjectStore, tenant: string): Promise<boolean> {
  const { keys } = await store.keys(indexPrefix(tenant) + OLD_DIGIT, { limit: 1 });
  return keys.length > 0;
}

/** Entries of earlier releases: no signature, and in one flat folder. */
export async function* listedByOld(
  store: ObjectStore,
  tenant: string,
  after?: string,
): AsyncGenerator<ListEntry[]> {
  const prefix = indexPrefix(tenant) + OLD_DIGIT;
  const from = after === undefined ? undefined : oldIndexKey(tenant, after);
  for await (const keys of pagesOf(store, prefix, from)) {
    const places = keys.map((key) => key.slice(key.lastIndexOf('/') + 1)).filter(isPlace);
    yield places.map((place) => ({ id: place.slice(14), place, name: place }));
  }
}

async function* listed(
  store: ObjectStore,
  tenant: string,
  list: ListName,
  after: string | undefined,
): AsyncGenerator<ListEntry[]> {
  const from = after === undefined ? undefined : keyAfter(tenant, list, after);
  for await (const keys of pagesOf(store, listPrefix(tenant, list), from)) {
    yield keys.map(parseEntry).filter((entry) => entry !== null);
  }
}

async function* pagesOf(
  store: ObjectStore,
  prefix: string,
  from: string | undefined,
): AsyncGenerator<string[]> {
  for (let after = from; ;) {
    const page = await store.keys(prefix, {
      limit: KEYS,
      ...(after === undefined ? {} : { after }),
    });
    yield page.keys;
    after = page.keys.at(-1);
    if (!page.more || after === undefined) return;
  }
}

interface Source {
  pages: AsyncGenerator<ListEntry[]>;
  page: ListEntry[];
  at: number;
  over: boolean;
}

const openSource = (pages: Source['pages']): Source => ({ pages, page: [], at: 0, over: false });

async function firstOf(sources: Source[]): Promise<ListEntry | null> {
  let first: { source: Source; entry: ListEntry } | null = null;
  for (const source of sources) {
    const entry = source.page[source.at] ?? (await refill(source));
    if (entry === null) continue;
    if (first === null || entry.place < first.entry.place) first = { source, entry };
  }
  if (first === null) return null;
  first.source.at += 1;
  return first.entry;
}

async function refill(source: Source): Promise<ListEntry | null> {
  while (!source.over) {
    const { done, value } = await source.pages.next();
    source.over = done === true;
    source.page = value ?? [];
    source.at = 0;
    if (source.page[0] !== undefined) return source.page[0];
  }
  return null;
}

function isWanted({ name }: ListEntry, probes: readonly TokenMarks[]): boolean {
  // An old entry says nothing of its video.
  return name.length < SIGNATURE_AT || mayHold(name, SIGNATURE_AT, probes);
}
