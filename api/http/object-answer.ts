import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { GetResult, ObjectHead, ObjectStore } from '../../providers/stores/store.ts';
import { StoreError } from '../../providers/stores/store.ts';
import { readerHas, wholeSeconds } from './headers.ts';
import { Problem, notFound } from './problem.ts';

interface Served {
  contentType?: string | undefined;
  cacheControl: string;
}

type Range = { start: number; end: number };

/** One retry: an object is replaced at most once while somebody reads it (a new `master.m3u8`). */
const ATTEMPTS = 2;

/** Streams an object: whole or one range of it, or 304, or nothing but its headers. */
export async function answerObject(
  store: Pick<ObjectStore, 'head' | 'get'>,
  key: string,
  exchange: { req: Request; res: Response },
  served: Served,
): Promise<void> {
  const { req, res } = exchange;
  for (let attempt = 1; ; attempt += 1) {
    const head = await store.head(key);
    if (head === null) throw notFound('There is no such file.');
    describe(res, head, served);
    if (readerHas(req, { etag: etagOf(head), modifiedAt: head.updatedAt })) {
      res.status(304).end();
      return;
    }
    const range = wantedRange(req, head);
    frame(res, head, range);
    if (req.method === 'HEAD') {
      res.end();
      return;
    }
    const found = await open(store, head, range);
    if (found !== null) return send(found, res);
    if (attempt === ATTEMPTS) throw notFound('There is no such file any more.');
  }
}

function describe(res: Response, head: ObjectHead, served: Served): void {
  res.set({
    'Accept-Ranges': 'bytes',
    'Cache-Control': served.cacheControl,
    'Content-Type': served.contentType ?? head.contentType,
    ETag: etagOf(head),
    'Last-Modified': head.updatedAt.toUTCString(),
  });
}

/** Of the content, so that every server and every copy of the object says the same. */
function etagOf({ crc32c, bytes }: ObjectHead): string {
  return `"${crc32c}-${bytes}"`;
}

/** Null: all of it, which is also the answer to several ranges, or to one of another version. */
function wantedRange(req: Request, head: ObjectHead): Range | null {
  if (!isSameVersion(req.get('If-Range'), head)) return null;
  const ranges = req.range(head.bytes, { combine: true });
  if (ranges === undefined || ranges === -2) return null;
  if (ranges === -1) {
    throw new Problem('range_not_satisfiable', `The file has ${head.bytes} bytes.`, {
      headers: { 'Content-Range': `bytes */${head.bytes}` },
    });
  }
  const [range, ...others] = ranges;
  if (ranges.type !== 'bytes' || range === undefined || others.length > 0) return null;
  return { start: range.start, end: range.end };
}

function isSameVersion(ifRange: string | undefined, head: ObjectHead): boolean {
  if (ifRange === undefined) return true;
  if (ifRange.startsWith('"')) return ifRange === etagOf(head);
  // HTTP dates have whole seconds; a weak tag or no date at all matches nothing.
  return Date.parse(ifRange) === wholeSeconds(head.updatedAt);
}

function frame(res: Response, { bytes }: ObjectHead, range: Range | null): void {
  if (range === null) {
    res.status(200).set('Content-Length', String(bytes));
    return;
  }
  res.status(206).set({
    'Content-Length': String(range.end - range.start + 1),
    'Content-Range': `bytes ${range.start}-${range.end}/${bytes}`,
  });
}

/** Null when the object was replaced or deleted since its head was read. */
async function open(
  store: Pick<ObjectStore, 'head' | 'get'>,
  head: ObjectHead,
  range: Range | null,
): Promise<GetResult | null> {
  try {
    return await store.get(head.key, {
      ifGeneration: head.generation,
      ...(range === null ? {} : { range }),
    });
  } catch (error) {
    if (error instanceof StoreError && error.code === 'precondition_failed') return null;
    throw error;
  }
}

async function send({ body }: GetResult, res: Response): Promise<void> {
  // Whoever hung up while it was opened: a pipeline to nowhere would leave it open.
  if (res.destroyed || res.req.socket.destroyed) {
    body.destroy();
    return;
  }
  try {
    await pipeline(body, res);
  } catch (error) {
    body.destroy();
    // Players hang up all the time: seeking is nothing else.
    if (!isHangUp(error)) throw error;
  }
}

const HANG_UPS = new Set([
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_UNABLE_TO_PIPE',
  'ERR_STREAM_DESTROYED',
  'ECONNRESET',
  'EPIPE',
]);

function isHangUp(error: unknown): boolean {
  return error instanceof Error && 'code' in error && HANG_UPS.has(String(error.code));
}
