import { describe, expect, test } from 'vitest';
import { asksPerson, reviewOutcome } from '../../../domain/review/outcome.ts';

const policy = (mode: 'never' | 'always' | 'below_threshold') =>
  ({ mode, threshold: 70, deadline: 60, onDeadline: 'publish_best' }) as const;
const best = { candidate: 'cand_best', by: 'score', reason: 'It leads.', isChecked: true } as const;

describe('who is asked', () => {
  test('nobody by never, always somebody by always', () => {
    expect(asksPerson(policy('never'), { total: 1, isChecked: true })).toBe(false);
    expect(asksPerson(policy('always'), { total: 99, isChecked: true })).toBe(true);
  });

  test('by a threshold: below it, without a score, and when it could not be checked', () => {
    const asks = (total: number | null, isChecked = true) =>
      asksPerson(policy('below_threshold'), { total, isChecked });
    expect([asks(70), asks(69.9), asks(null), asks(99, false)]).toEqual([false, true, true, true]);
  });
});

describe('what came of it', () => {
  test('a decision names its author, and the take that was approved is the recommended one', () => {
    const decision = { decision: 'approve', reviewer: 'anna', decidedAt: 'now' } as const;
    expect(reviewOutcome(decision, best, 'reject')).toEqual({
      kind: 'choice',
      choice: { candidate: 'cand_best', by: 'reviewer', reason: 'anna approved this take.' },
    });
  });

  test('a rejection carries its reason', () => {
    const decision = { decision: 'reject', reviewer: 'anna', reason: 'dark', decidedAt: 'now' };
    expect(reviewOutcome({ ...decision, decision: 'reject' }, best, 'publish_best')).toEqual({
      kind: 'rejected',
      reason: 'anna rejected the video: dark',
    });
  });

  test('when nobody decides, it ends as was asked', () => {
    expect(reviewOutcome(null, best, 'publish_best')).toMatchObject({
      kind: 'choice',
      choice: { candidate: 'cand_best', by: 'policy' },
    });
    expect(reviewOutcome(null, best, 'reject').kind).toBe('rejected');
  });

  test('what nobody checked and nobody saw is not published', () => {
    expect(reviewOutcome(null, { ...best, isChecked: false }, 'publish_best').kind).toBe(
      'unchecked',
    );
  });
});
