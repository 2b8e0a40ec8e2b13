import * as z from 'zod';
import { STAGES } from '../../domain/video/stages.ts';
import type { VideoRecord } from '../../domain/video/record.ts';
import { isIndexCursor } from '../../records/lists.ts';
import { parseOrProblem } from '../http/field-errors.ts';
import { STATUSES } from './schema.ts';

/** The query of `GET /v1/videos`; `metadata[key]` comes in as `metadata`. */
export const ListQuery = z.strictObject({
  status: z.enum(STATUSES).optional(),
  stage: z.enum(STAGES).optional(),
  model: z.string().optional(),
  created_after: z.iso.datetime({ offset: true }).optional().meta({ format: 'date-time' }),
  metadata: z.record(z.string(), z.string()).optional().meta({
    description: 'As `metadata[key]=value`; every pair given must be there.',
  }),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z
    .string()
    .refine((cursor) => isIndexCursor(indexCursor(cursor)), 'not a cursor of this server')
    .optional()
    .meta({ description: '`next_cursor` of the page before.' }),
});

export type ListQuery = z.infer<typeof ListQuery>;

/** @throws Problem with every parameter that is wrong. */
export function parseListQuery(search: URLSearchParams): ListQuery {
  const raw: Record<string, unknown> = {};
  const metadata: Record<string, string> = {};
  for (const [name, value] of search) {
    const key = /^metadata\[(.+)\]$/.exec(name)?.[1];
    if (key === undefined) raw[name] = value;
    else metadata[key] = value;
  }
  if (Object.keys(metadata).length > 0) raw['metadata'] = metadata;
  return parseOrProblem(ListQuery, raw);
}

/** Opaque to clients, so that what it is made of can change. */
export const publicCursor = (cursor: string): string => Buffer.from(cursor).toString('base64url');
export const indexCursor = (cursor: string): string =>
  Buffer.from(cursor, 'base64url').toString('utf8');

export function matches({ request, snapshot }: VideoRecord, query: ListQuery): boolean {
  return (
    (query.status === undefined || snapshot.status === query.status) &&
    (query.stage === undefined || snapshot.stage === query.stage) &&
    (query.model === undefined || request.plan.model === query.model) &&
    Object.entries(query.metadata ?? {}).every(([key, value]) => request.metadata[key] === value)
  );
}
