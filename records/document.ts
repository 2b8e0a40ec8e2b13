import { buffer } from 'node:stream/consumers';
import type * as z from 'zod';
import type { ObjectStore } from '../providers/stores/store.ts';
import { StoreError } from '../providers/stores/store.ts';

/** A stored document and the generation to quote when replacing it. */
export interface Found<T> {
  value: T;
  generation: string;
}

/**
 * One kind of stored JSON: where it is kept, what it must look like, and how it is read when an
 * earlier release wrote it. Reading and writing go through nothing else.
 *
 * @typeParam At what the key is built from
 */
export interface DocumentKind<At, T> {
  readonly name: string;
  readonly version: number;
  key(at: At): string;
  /** Null when there is none. @throws DocumentError */
  read(store: ObjectStore, at: At): Promise<Found<T> | null>;
  /** The same where only the key is at hand, as in a listing. */
  readKey(store: ObjectStore, key: string): Promise<Found<T> | null>;
  /** Null when one stands already. */
  create(store: ObjectStore, at: At, value: T): Promise<Found<T> | null>;
  /** Null when it is another generation by now, or gone. */
  replace(
    store: ObjectStore,
    at: At,
    value: T,
    replaces: { generation: string },
  ): Promise<Found<T> | null>;
  /** False when there was none, or it is another generation by now. */
  remove(store: ObjectStore, at: At, only?: { generation: string }): Promise<boolean>;
}

export interface DocumentSpec<At, T extends object> {
  /** As errors call it: `video record`. */
  name: string;
  key: (at: At) => string;
  /** Of what is written now. What holds none was written before documents had versions: 0. */
  version: number;
  /** An object that lets unknown fields pass keeps what a neighbour of a newer release has written. */
  schema: z.ZodType<T>;
  /** Brings what version `from` wrote to the present shape; the schema judges the result. */
  upgrade?: (old: Record<string, unknown>, from: number) => unknown;
  /** Under which name the version is written; only video records have another than the usual one. */
  versionField?: string;
}

/**
 * `later_version`: a newer release wrote it; this one must leave it alone. `broken`: no JSON, or not of
 * its kind. Says where it is and never what is in it.
 */
export class DocumentError extends Error {
  override name = 'DocumentError';
  readonly code: 'later_version' | 'broken';
  readonly key: string;
  constructor(code: DocumentError['code'], kind: string, key: string) {
    super(
      code === 'later_version'
        ? `The ${kind} at ${key} was written by a later version and cannot be read.`
        : `The ${kind} at ${key} is broken.`,
    );
    this.code = code;
    this.key = key;
  }
}

/** Small documents only: what is larger was not written by us. */
const MAX_BYTES = 16 * 1024 * 1024;

export function documentKind<At, T extends object>(spec: DocumentSpec<At, T>): DocumentKind<At, T> {
  const readKey = (store: ObjectStore, key: string) => readDocument(spec, store, key);

  const write = async (
    store: ObjectStore,
    at: At,
    value: T,
    condition: 'absent' | { generation: string },
  ): Promise<Found<T> | null> => {
    const body = Buffer.from(JSON.stringify({ ...value, [versionFieldOf(spec)]: spec.version }));
    try {
      const head = await store.put(spec.key(at), body, {
        contentType: 'application/json',
        if: condition,
      });
      return { value, generation: head.generation };
    } catch (error) {
      if (isPreconditionFailed(error)) return null;
      throw error;
    }
  };

  return {
    name: spec.name,
    version: spec.version,
    key: spec.key,
    readKey,
    read: (store, at) => readKey(store, spec.key(at)),
    create: (store, at, value) => write(store, at, value, 'absent'),
    replace: (store, at, value, { generation }) => write(store, at, value, { generation }),
    async remove(store, at, only) {
      try {
        return await store.delete(spec.key(at), only && { ifGeneration: only.generation });
      } catch (error) {
        if (isPreconditionFailed(error)) return false;
        throw error;
      }
    },
  };
}

async function readDocument<At, T extends object>(
  spec: DocumentSpec<At, T>,
  store: ObjectStore,
  key: string,
): Promise<Found<T> | null> {
  const found = await store.get(key);
  if (found === null) return null;
  const { generation, bytes } = found.head;
  if (bytes > MAX_BYTES) {
    found.body.destroy();
    throw new DocumentError('broken', spec.name, key);
  }
  const text = (await buffer(found.body)).toString('utf8');
  return { value: parseDocument(spec, key, text), generation };
}

const versionFieldOf = ({ versionField }: { versionField?: string }): string =>
  versionField ?? 'schema_version';

/** What cannot be read is passed over: one document of a later version must hide no other. */
export async function readable<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof DocumentError) return null;
    throw error;
  }
}

function parseDocument<At, T extends object>(
  spec: DocumentSpec<At, T>,
  key: string,
  text: string,
): T {
  const stored = parseObject(text);
  const from = stored === null ? null : (stored[versionFieldOf(spec)] ?? 0);
  if (stored === null || typeof from !== 'number' || !Number.isInteger(from)) {
    throw new DocumentError('broken', spec.name, key);
  }
  if (from > spec.version) throw new DocumentError('later_version', spec.name, key);
  const present = from < spec.version && spec.upgrade ? spec.upgrade(stored, from) : stored;
  const parsed = spec.schema.safeParse(present);
  // Without its cause: zod's issues quote what is stored.
  if (!parsed.success) throw new DocumentError('broken', spec.name, key);
  return parsed.data;
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { ...value }
      : null;
  } catch {
    return null;
  }
}

function isPreconditionFailed(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'precondition_failed';
}
