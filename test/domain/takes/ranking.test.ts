import { describe, expect, test } from 'vitest';
import { combineJudgements, isChecked, pickBest, rank } from '../../../domain/takes/ranking.ts';
import type { Gate } from '../../../domain/takes/score.ts';
import type { Ranked } from '../../../domain/takes/ranking.ts';

function take(index: number, total: number | null, ...gates: Gate[]): Ranked {
  const judges = total === null ? [] : [judgement(total, ...gates)];
  return { id: `cand_${index}`, index, score: combineJudgements(judges) };
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
    expect(pickBest([take(0, 70), take(1, 90.5), take(2, 80)], 3)).toEqual({
      candidate: 'cand_1',
      by: 'score',
      reason: 'Scored 90.5, ahead of take 3 with 80.',
    });
  });

  test('is the earlier of two that are level, in whichever order they come', () => {
    const [first, second] = [take(0, 80), take(1, 80)];
    expect(pickBest([second, first], 2)?.candidate).toBe('cand_0');
    expect(pickBest([first, second], 2)?.reason).toContain('level with take 2');
  });

  test('says so when there was nothing to choose from', () => {
    expect(pickBest([take(0, 88)], 1)).toMatchObject({
      by: 'only',
      reason: 'The only take. It scored 88.',
    });
    expect(pickBest([take(0, 88)], 2)?.reason).toBe('The only one of 2 takes left. It scored 88.');
  });

  test('is none when all are gated', () => {
    expect(pickBest([take(0, 99, 'frozen'), take(1, 98, 'black')], 2)).toBeNull();
  });
});

describe('a take that could not be checked', () => {
  test('may not be chosen while others can, however badly they scored', () => {
    expect(rank([take(0, null), take(1, 3)]).map(({ index }) => index)).toEqual([1]);
    expect(pickBest([take(0, null), take(1, 3)], 2)).toMatchObject({ by: 'only' });
  });

  test('stands where none could be, and is known for what it is', () => {
    const [best] = rank([take(1, null), take(0, null)]);
    expect(best?.index).toBe(0);
    expect(best && isChecked(best)).toBe(false);
    expect(pickBest([take(0, null), take(1, null)], 2)?.reason).toBe(
      'No take could be scored; the first one stands.',
    );
  });

  test('never stands in for one that was gated', () => {
    expect(rank([take(0, 99, 'wrong_size'), take(1, null)]).map(({ index }) => index)).toEqual([1]);
  });
});

test('ranking leaves the order of the takes alone', () => {
  const takes = [take(0, 1), take(1, 2)];
  rank(takes);
  expect(takes.map(({ index }) => index)).toEqual([0, 1]);
});
