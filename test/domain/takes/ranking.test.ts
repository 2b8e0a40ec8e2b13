import { describe, expect, test } from 'vitest';
import { combineJudgements, isChoosable, pickBest, rank } from '../../../domain/takes/ranking.ts';
import type { Gate } from '../../../domain/takes/score.ts';
import type { Take } from '../../../domain/takes/take.ts';

function take(index: number, total: number | null, part: Partial<Take> = {}): Take {
  const judges = total === null ? [] : [judgement(total)];
  return {
    id: `cand_${index}`,
    index,
    model: 'local/painter',
    seed: index,
    status: 'scored',
    key: `takes/${index}`,
    stored: null,
    media: null,
    score: combineJudgements(judges),
    failure: null,
    ...part,
  };
}

function judgement(total: number, ...gates: Gate[]) {
  return {
    name: 'j',
    version: '1',
    total,
    gates: gates.map((gate) => ({ gate, detail: gate })),
    signals: [],
  };
}

describe('a score', () => {
  test('is the mean of what the judges gave', () => {
    expect(combineJudgements([judgement(80), judgement(91)])).toMatchObject({
      total: 85.5,
      verdict: 'pass',
    });
  });

  test('is gated when any judge gates', () => {
    expect(combineJudgements([judgement(99), judgement(99, 'black')]).verdict).toBe('gated');
  });

  test('is missing, not zero, when every judge failed', () => {
    expect(combineJudgements([])).toEqual({ total: null, verdict: 'unscored', judges: [] });
  });
});

describe('the pick', () => {
  test('is the best total, with its distance to the next as the reason', () => {
    expect(pickBest([take(0, 70), take(1, 90.5), take(2, 80)])).toEqual({
      candidate: 'cand_1',
      by: 'score',
      reason: 'Scored 90.5, ahead of take 3 with 80.',
    });
  });

  test('is the earlier of two that are level, in whichever order they come', () => {
    const [first, second] = [take(0, 80), take(1, 80)];
    expect(pickBest([second, first])?.candidate).toBe('cand_0');
    expect(pickBest([first, second])?.reason).toContain('level with take 2');
  });

  test('is an unscored take only when there is no scored one', () => {
    expect(pickBest([take(0, null), take(1, 3)])?.candidate).toBe('cand_1');
    expect(pickBest([take(0, null), take(1, null)])?.reason).toBe(
      'No take could be scored; the first one stands.',
    );
  });

  test('says so when there was nothing to choose from', () => {
    expect(pickBest([take(0, 88)])).toMatchObject({
      by: 'only',
      reason: 'The only take. It scored 88.',
    });
    const lost = take(1, null, { status: 'failed', key: null });
    expect(pickBest([take(0, 88), lost])?.reason).toBe(
      'The only one of 2 takes left. It scored 88.',
    );
  });

  test('is none when no take may be picked', () => {
    const gated = take(0, 99, { score: combineJudgements([judgement(99, 'frozen')]) });
    expect(
      pickBest([gated, take(1, 50, { status: 'failed' }), take(2, 50, { key: null })]),
    ).toBeNull();
  });
});

test('a take that was kept but not judged yet may be chosen', () => {
  expect(isChoosable(take(0, null, { status: 'stored', score: null }))).toBe(true);
});

test('ranking leaves the order of the takes alone', () => {
  const takes = [take(0, 1), take(1, 2)];
  rank(takes);
  expect(takes.map(({ index }) => index)).toEqual([0, 1]);
});
