import * as z from 'zod';
import { evidenceKey } from '../domain/keys.ts';
import type { TakeRef, VideoRef } from '../domain/refs.ts';
import type { Judgement } from '../domain/takes/score.ts';
import { lacksSignals, withSignals } from '../domain/takes/evidence.ts';
import type { VideoSnapshot } from '../domain/video/snapshot.ts';
import type { ObjectStore } from '../providers/stores/store.ts';
import { documentKind } from './document.ts';

const Signal = z.looseObject({
  name: z.string(),
  value: z.number(),
  unit: z.string(),
  score: z.number(),
  at: z.number().nullable(),
});

/** What judges measured of a take, beside the take: it grows with every judge, histories must not. */
export interface Evidence {
  judgements: Pick<Judgement, 'name' | 'version' | 'total' | 'signals'>[];
}

export const evidenceDocument = documentKind<TakeRef, Evidence>({
  name: 'evidence',
  key: ({ tenant, video, take }) => evidenceKey(tenant, video, take),
  version: 1,
  schema: z.looseObject({
    judgements: z.array(
      z.looseObject({
        name: z.string(),
        version: z.string(),
        total: z.number(),
        signals: z.array(Signal),
      }),
    ),
  }),
});

/** Writes it down in place of what an earlier attempt found; answers its key. */
export async function keepEvidence(
  store: ObjectStore,
  take: TakeRef,
  evidence: Evidence,
): Promise<string> {
  for (;;) {
    if ((await evidenceDocument.create(store, take, evidence)) !== null) break;
    const earlier = await evidenceDocument.read(store, take);
    if (earlier === null) continue;
    if ((await evidenceDocument.replace(store, take, evidence, earlier)) !== null) break;
  }
  return evidenceDocument.key(take);
}

export type ReadEvidence = (take: TakeRef) => Promise<Evidence | null>;

export const evidenceOf =
  (store: ObjectStore): ReadEvidence =>
  async (take) =>
    (await evidenceDocument.read(store, take))?.value ?? null;

/** The snapshot as records hold it: a run's own has the signals of its takes elsewhere. */
export async function withEvidence(
  read: ReadEvidence,
  { tenant, video }: VideoRef,
  snapshot: VideoSnapshot,
): Promise<VideoSnapshot> {
  const candidates = await Promise.all(
    snapshot.candidates.map(async (take) =>
      lacksSignals(take)
        ? withSignals(take, await read({ tenant, video, take: take.index }))
        : take,
    ),
  );
  return { ...snapshot, candidates };
}
