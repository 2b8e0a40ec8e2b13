import * as z from 'zod';
import { evidenceKey } from '../domain/keys.ts';
import type { TakeRef } from '../domain/refs.ts';
import { documentKind } from './document.ts';

const Signal = z.looseObject({
  name: z.string(),
  value: z.number(),
  unit: z.string(),
  score: z.number(),
  at: z.number().nullable(),
});

const Evidence = z.looseObject({
  judgements: z.array(
    z.looseObject({
      name: z.string(),
      version: z.string(),
      total: z.number(),
      signals: z.array(Signal),
    }),
  ),
});

/** What judges measured of a take, beside the take: it grows with every judge, histories must not. */
export type Evidence = z.infer<typeof Evidence>;

export const evidenceDocument = documentKind<TakeRef, Evidence>({
  name: 'evidence',
  key: ({ tenant, video, take }) => evidenceKey(tenant, video, take),
  version: 1,
  schema: Evidence,
});
