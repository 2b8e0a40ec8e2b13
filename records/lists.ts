import * as z from 'zod';
import type { VideoId } from '../domain/ids.ts';
import { isVideoId } from '../domain/ids.ts';
import { listKey, listPlace, oldIndexKey } from '../domain/keys.ts';
import type { VideoRecord } from '../domain/video/record.ts';
import type { TerminalStatus } from '../domain/video/status.ts';
import { TERMINAL_STATUSES, isTerminal } from '../domain/video/status.ts';
import type { ObjectStore } from '../providers/stores/store.ts';
import { documentKind } from './document.ts';
import { openSalts, tokensOfRequest } from './list-tokens.ts';
import { signatureOf } from './signatures.ts';

/** `open`: accepted and not known to have ended. A video is in `all` and in one other. */
export type ListName = 'all' | 'open' | TerminalStatus;

/** Digits of the time, a hyphen, `vid_` and 26 of the ULID. */
const PLACE_LENGTH = 44;
const PLACE = /^\d{13}-(.+)$/;

export function isPlace(text: string): boolean {
  return isVideoId(PLACE.exec(text)?.[1] ?? '');
}

/** In milliseconds since 1970. */
export const createdAtOf = (place: string): number =>
  9_999_999_999_999 - Number(place.slice(0, 13));

/** An entry's key says everything: its place, a dot, the signature. */
export interface ListEntry {
  id: VideoId;
  /** Where to go on after it. */
  place: string;
  /** The whole name, and where in it the signature begins. */
  name: string;
}

export const SIGNATURE_AT = PLACE_LENGTH + 1;

/** Null for what this release has not written. */
export function parseEntry(key: string): ListEntry | null {
  const name = key.slice(key.lastIndexOf('/') + 1);
  const id = name.slice(14, PLACE_LENGTH);
  if (name[13] !== '-' || name[PLACE_LENGTH] !== '.' || !id.startsWith('vid_')) return null;
  return { id, place: name.slice(0, PLACE_LENGTH), name };
}

/** What follows all entries of a place, and comes before those of the next. */
export const keyAfter = (tenant: string, list: ListName, place: string): string =>
  `${listKey(tenant, list, place)}.~`;

export const listEntryDocument = documentKind<
  { tenant: string; list: ListName; name: string },
  { id: VideoId }
>({
  name: 'list entry',
  key: ({ tenant, list, name }) => listKey(tenant, list, name),
  version: 2,
  schema: z.looseObject({ id: z.string() }),
});

type Listed = Pick<VideoRecord, 'tenant' | 'id' | 'createdAt' | 'request'>;

/** Writes to lists: each step may be repeated, and a crash between two is mended by the next of them. */
export interface Lists {
  /** Before anything else is written of a video, so that whatever is written can be found. */
  open(video: Listed): Promise<void>;
  /** Once there is a record. */
  show(video: Listed): Promise<void>;
  /** Before the end is recorded: who looks at the list looks at the record too. */
  ending(video: Listed, status: TerminalStatus): Promise<void>;
  /** After it is: leaves the record in the one list that it belongs to. */
  ended(record: VideoRecord, wasTold?: TerminalStatus): Promise<void>;
  /** Takes it out of all lists. Answers how many entries went. */
  remove(record: VideoRecord): Promise<number>;
  /** Takes away what stands open though nothing ever came of it. */
  drop(tenant: string, entry: ListEntry): Promise<void>;
}

export function openLists(
  store: ObjectStore,
  saltOf: ReturnType<typeof openSalts> = openSalts(store),
): Lists {
  const nameOf = async ({ tenant, id, createdAt, request }: Listed): Promise<string> =>
    `${listPlace(id, createdAt)}.${signatureOf(await saltOf(tenant), tokensOfRequest(request))}`;
  const add = async (video: Listed, list: ListName): Promise<void> => {
    const { tenant, id } = video;
    await listEntryDocument.create(store, { tenant, list, name: await nameOf(video) }, { id });
  };
  const take = async (video: Listed, list: ListName): Promise<boolean> =>
    listEntryDocument.remove(store, { tenant: video.tenant, list, name: await nameOf(video) });

  return {
    open: (video) => add(video, 'open'),
    show: (video) => add(video, 'all'),
    ending: (video, status) => add(video, status),
    async ended(record, wasTold) {
      const { status } = record.snapshot;
      if (!isTerminal(status)) return;
      if (wasTold !== status) await add(record, status);
      if (wasTold !== undefined && wasTold !== status) await take(record, wasTold);
      await take(record, 'open');
    },
    async remove(record) {
      const lists: ListName[] = ['all', 'open', ...TERMINAL_STATUSES];
      const gone = await Promise.all(lists.map((list) => take(record, list)));
      const old = oldIndexKey(record.tenant, listPlace(record.id, record.createdAt));
      return gone.filter(Boolean).length + Number(await store.delete(old));
    },
    async drop(tenant, { name }) {
      await listEntryDocument.remove(store, { tenant, list: 'open', name });
    },
  };
}
