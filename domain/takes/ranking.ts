import type { TakeId } from '../ids.ts';
import type { Score } from './score.ts';
import type { Choice } from './take.ts';

/** What a take is ranked by. */
export interface Ranked {
  id: TakeId;
  index: number;
  /** Null for a take that has been kept and not judged yet. */
  score: Score | null;
}

/**
 * A take's score from what its judges found: the mean of their totals, gated by any of them. No judge
 * at all (each one failed) leaves it unscored.
 */
export function combineJudgements(judges: Score['judges'], evidence: string | null = null): Score {
  const kept = evidence === null ? {} : { evidence };
  if (judges.length === 0) return { total: null, verdict: 'unscored', judges, ...kept };
  const mean = judges.reduce((sum, judge) => sum + judge.total, 0) / judges.length;
  const gated = judges.some((judge) => judge.gates.length > 0);
  const total = Math.round(mean * 10) / 10;
  return { total, verdict: gated ? 'gated' : 'pass', judges, ...kept };
}

/** Whether its gates were looked at, and let it pass. */
export function isChecked({ score }: Pick<Ranked, 'score'>): boolean {
  return score?.verdict === 'pass';
}

/**
 * Takes that may be chosen, best first. Equal totals: the earlier take. One that could not be checked
 * may only be chosen where none could.
 */
export function rank<T extends Ranked>(takes: readonly T[]): T[] {
  const open = takes.filter(({ score }) => score?.verdict !== 'gated');
  const checked = open.filter((take) => isChecked(take));
  return (checked.length > 0 ? checked : open).toSorted(
    (a, b) => (b.score?.total ?? -1) - (a.score?.total ?? -1) || a.index - b.index,
  );
}

/** The best of the takes that are left of `asked`, and why; null when none may be picked. */
export function pickBest(takes: readonly Ranked[], asked: number): Choice | null {
  const [best, next] = rank(takes);
  if (best === undefined) return null;
  if (next === undefined) {
    return { candidate: best.id, by: 'only', reason: onlyReason(best, asked) };
  }
  return { candidate: best.id, by: 'score', reason: scoreReason(best, next) };
}

function onlyReason(best: Ranked, asked: number): string {
  const total = best.score?.total;
  const score = total === null || total === undefined ? 'It has no score.' : `It scored ${total}.`;
  return asked === 1 ? `The only take. ${score}` : `The only one of ${asked} takes left. ${score}`;
}

function scoreReason(best: Ranked, next: Ranked): string {
  const [first, second] = [best.score?.total ?? null, next.score?.total ?? null];
  if (first === null) return 'No take could be scored; the first one stands.';
  if (first === second)
    return `Scored ${first}, level with take ${next.index + 1}; the earlier stands.`;
  return `Scored ${first}, ahead of take ${next.index + 1} with ${second ?? 'none'}.`;
}
