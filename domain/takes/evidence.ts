import type { VideoSnapshot } from '../video/snapshot.ts';
import type { Take } from './take.ts';
import type { Judgement } from './score.ts';

/** What judges measured, as kept beside the take. */
export interface TakeEvidence {
  judgements: readonly Pick<Judgement, 'name' | 'signals'>[];
}

/** Whether the take's signals are elsewhere. */
export function lacksSignals({ score }: Take): boolean {
  return score?.judges.some(({ signals }) => signals === undefined) ?? false;
}

/** The take as records hold it and callers see it: every judge with its signals. */
export function withSignals(take: Take, evidence: TakeEvidence | null): Take {
  if (take.score === null || !lacksSignals(take)) return take;
  const judges = take.score.judges.map((judge) => ({
    ...judge,
    signals:
      judge.signals ?? evidence?.judgements.find(({ name }) => name === judge.name)?.signals ?? [],
  }));
  return { ...take, score: { ...take.score, judges } };
}

/** The snapshot as runs carry it: their histories are to stay small. */
export function forRun(snapshot: VideoSnapshot): VideoSnapshot {
  return { ...snapshot, candidates: snapshot.candidates.map((take) => withoutSignals(take)) };
}

function withoutSignals(take: Take): Take {
  if (take.score === null) return take;
  const judges = take.score.judges.map(({ name, version, total, gates }) => ({
    name,
    version,
    total,
    gates,
  }));
  return { ...take, score: { ...take.score, judges } };
}
