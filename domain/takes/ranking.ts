import type { Take, Choice } from './take.ts';
import type { Score, Judgement } from './score.ts';

/**
 * A take's score from what its judges found: the mean of their totals, gated by any of them. No judge
 * at all (each one failed) leaves it unscored, which never fails a video.
 */
export function combineJudgements(judges: Judgement[]): Score {
  if (judges.length === 0) return { total: null, verdict: 'unscored', judges };
  const mean = judges.reduce((sum, judge) => sum + judge.total, 0) / judges.length;
  const gated = judges.some((judge) => judge.gates.length > 0);
  return { total: Math.round(mean * 10) / 10, verdict: gated ? 'gated' : 'pass', judges };
}

/** Takes that may be picked, best first. Equal totals: the earlier take; unscored takes last. */
export function rank(candidates: Take[]): Take[] {
  return candidates
    .filter((candidate) => isChoosable(candidate))
    .toSorted((a, b) => (b.score?.total ?? -1) - (a.score?.total ?? -1) || a.index - b.index);
}

export function isChoosable(candidate: Take): boolean {
  const kept = candidate.status === 'stored' || candidate.status === 'scored';
  return kept && candidate.key !== null && candidate.score?.verdict !== 'gated';
}

/** The best of the takes and why; null when none may be picked. */
export function pickBest(candidates: Take[]): Choice | null {
  const [best, next] = rank(candidates);
  if (best === undefined) return null;
  if (next === undefined) {
    return { candidate: best.id, by: 'only', reason: onlyReason(best, candidates.length) };
  }
  return { candidate: best.id, by: 'score', reason: scoreReason(best, next) };
}

function onlyReason(best: Take, takes: number): string {
  const total = best.score?.total;
  const score = total === null || total === undefined ? 'It has no score.' : `It scored ${total}.`;
  return takes === 1 ? `The only take. ${score}` : `The only one of ${takes} takes left. ${score}`;
}

function scoreReason(best: Take, next: Take): string {
  const [first, second] = [best.score?.total ?? null, next.score?.total ?? null];
  if (first === null) return 'No take could be scored; the first one stands.';
  if (second === null) return `Scored ${first}; the other takes could not be scored.`;
  if (first === second)
    return `Scored ${first}, level with take ${next.index + 1}; the earlier stands.`;
  return `Scored ${first}, ahead of take ${next.index + 1} with ${second}.`;
}
