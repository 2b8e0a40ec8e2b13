import * as z from 'zod';
import { wordsOf } from '../../domain/video/prompt-words.ts';
import type { VideoRecord } from '../../domain/video/record.ts';
import { STAGES } from '../../domain/video/stages.ts';
import type { Wanted } from '../../records/list-tokens.ts';
import { isPlace } from '../../records/lists.ts';
import { parseOrProblem } from '../http/field-errors.ts';
import type { FieldError } from '../http/problem.ts';
import { STATUSES } from './schema.ts';

const MOST_WORDS = 20;

/** The query of `GET /v1/videos`; `metadata[key]` comes in as `metadata`. */
export const ListQuery = z.strictObject({
  status: z
    .array(z.enum(STATUSES))
    .min(1)
    .optional()
    .meta({ param: { style: 'form', explode: false }, description: 'One of several: `a,b`.' }),
  stage: z.enum(STAGES).optional(),
  model: z.string().optional(),
  created_after: z.iso.datetime({ offset: true }).optional().meta({ format: 'date-time' }),
  q: z
    .string()
    .max(400)
    .refine((text) => wordsOf(text).size > 0, 'holds no word')
    .refine((text) => wordsOf(text).size <= MOST_WORDS, `holds more than ${MOST_WORDS} words`)
    .optional()
    .meta({ description: 'Words that the prompt holds, all of them, in whatever case.' }),
  metadata: z
    .record(z.string(), z.string())
    .optional()
    .meta({
      param: { style: 'deepObject', explode: true },
      description: 'As `metadata[key]=value`; every pair given must be there.',
    }),
  view: z
    .enum(['full', 'summary'])
    .default('full')
    .meta({ description: '`summary`: without what judges measured.' }),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z
    .string()
    .refine((cursor) => isPlace(indexCursor(cursor)), 'not a cursor of this server')
    .optional()
    .meta({ description: '`next_cursor` of the page before.' }),
});

export interface ListQuery extends Omit<z.infer<typeof ListQuery>, 'metadata'> {
  /** Pairs, because a key may be called `__proto__`. */
  metadata: readonly (readonly [key: string, value: string])[];
}

/** @throws Problem with every parameter that is wrong. */
export function parseListQuery(search: URLSearchParams): ListQuery {
  const given = new Map<string, unknown>();
  const metadata = new Map<string, string>();
  const twice: FieldError[] = [];
  for (const [name, value] of search) {
    const key = /^metadata\[(.+)\]$/s.exec(name)?.[1];
    const pointer = key === undefined ? `/${escaped(name)}` : `/metadata/${escaped(key)}`;
    if (key === undefined ? given.has(name) : metadata.has(key)) twice.push(onlyOnce(pointer));
    if (key !== undefined) metadata.set(key, value);
    // Said to be a list; everything else is one value.
    else given.set(name, name === 'status' ? value.split(',') : value);
  }
  const raw: unknown = Object.fromEntries(given);
  const query = parseOrProblem(ListQuery, raw, () => twice);
  return { ...query, metadata: [...metadata] };
}

const onlyOnce = (pointer: string): FieldError => ({
  pointer,
  rule: 'maxItems',
  detail: 'This is given more than once.',
});

const escaped = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');

/** Opaque to clients, so that what it is made of can change. */
export const publicCursor = (cursor: string): string => Buffer.from(cursor).toString('base64url');
export const indexCursor = (cursor: string): string =>
  Buffer.from(cursor, 'base64url').toString('utf8');

/** What lists can tell of a video before its record is read. */
export function wantedBy({ model, metadata, q }: ListQuery): Wanted {
  return { model, metadata, words: q === undefined ? undefined : wordsOf(q) };
}

export function matches({ request, snapshot }: VideoRecord, query: ListQuery): boolean {
  const { metadata } = request;
  return (
    (query.status === undefined || query.status.includes(snapshot.status)) &&
    (query.stage === undefined || snapshot.stage === query.stage) &&
    (query.model === undefined || request.plan.model === query.model) &&
    query.metadata.every(
      ([key, value]) => Object.hasOwn(metadata, key) && metadata[key] === value,
    ) &&
    (query.q === undefined || holdsAll(request.prompt, query.q))
  );
}

function holdsAll(prompt: string, q: string): boolean {
  const words = wordsOf(prompt);
  return [...wordsOf(q)].every((word) => words.has(word));
}
