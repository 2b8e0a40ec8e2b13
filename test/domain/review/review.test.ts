import { describe, expect, test } from 'vitest';
import type { ReviewSituation } from '../../../domain/review/review.ts';
import { decideReview, refuseReview } from '../../../domain/review/review.ts';

const REVIEW = {
  required: true,
  recommended: 'cand_1',
  dueAt: null,
  onDeadline: 'publish_best',
  decision: null,
} as const;
const ASKED: ReviewSituation = { awaiting: true, review: REVIEW, choosable: ['cand_0', 'cand_1'] };
const AT = '2026-11-23T12:00:00.000Z';

describe('a decision counts', () => {
  test.each([
    { decision: 'approve', reviewer: 'ada' },
    { decision: 'approve', reviewer: 'ada', candidate: 'cand_0' },
    { decision: 'reject', reviewer: 'ada', reason: 'no' },
    { decision: 'choose', reviewer: 'ada', candidate: 'cand_0' },
  ])('%j', (sent) => {
    expect(refuseReview(ASKED, sent)).toBeNull();
  });
});

describe('a decision does not count', () => {
  const approve = { decision: 'approve', reviewer: 'ada' };

  test('once one has', () => {
    const review = decideReview(REVIEW, { decision: 'approve', reviewer: 'ada' }, AT);
    expect(refuseReview({ ...ASKED, review }, approve)?.code).toBe('already_decided');
  });

  test('while nobody is asked', () => {
    expect(refuseReview({ ...ASKED, awaiting: false }, approve)?.code).toBe('not_awaiting_review');
  });

  test('for a take that cannot be chosen', () => {
    const sent = { decision: 'choose', reviewer: 'ada', candidate: 'cand_9' };
    expect(refuseReview(ASKED, sent)?.code).toBe('unknown_candidate');
  });

  test.each([
    null,
    'approve',
    {},
    { decision: 'approve' },
    { decision: 'approve', reviewer: '' },
    { decision: 'approve', reviewer: 'x'.repeat(201) },
    { decision: 'approve', reviewer: 7 },
    { decision: 'choose', reviewer: 'ada' },
    { decision: 'reject', reviewer: 'ada', candidate: 'cand_0' },
    { decision: 'approve', reviewer: 'ada', candidate: 3 },
    { decision: 'reject', reviewer: 'ada', reason: 'x'.repeat(2_001) },
    { decision: 'later', reviewer: 'ada' },
  ])('when it is %j, whoever sends it', (sent) => {
    expect(refuseReview(ASKED, sent)).toMatchObject({ code: 'invalid_decision' });
  });
});

describe('a decided review', () => {
  test('of an approval means the recommended take', () => {
    const { decision } = decideReview(REVIEW, { decision: 'approve', reviewer: 'ada' }, AT);
    expect(decision).toEqual({
      decision: 'approve',
      reviewer: 'ada',
      candidate: 'cand_1',
      decidedAt: AT,
    });
  });

  test('of a rejection means none', () => {
    const sent = { decision: 'reject', reviewer: 'ada', reason: 'off brand' } as const;
    expect(decideReview(REVIEW, sent, AT).decision).toEqual({ ...sent, decidedAt: AT });
  });
});
