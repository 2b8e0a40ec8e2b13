import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BACKSTOP_SECONDS, ENDING, budget, reviewDueAt } from '../../../domain/video/deadlines.ts';
import type { VideoPlan } from '../../../domain/video/request.ts';
import { REQUEST_LIMITS } from '../../../domain/video/request.ts';
import { planOf } from '../../workflows/script.ts';

const NOW = 1_000_000;

const anyPlan = fc
  .record({
    deadline: fc.integer(REQUEST_LIMITS.deadline),
    review: fc.record({
      mode: fc.constantFrom('never', 'always', 'below_threshold'),
      threshold: fc.constant(70),
      deadline: fc.integer(REQUEST_LIMITS.reviewDeadline),
      onDeadline: fc.constant('publish_best'),
    }),
  })
  .map((part) => planOf(part as Partial<VideoPlan>));

test('takes are given up before the run is, whatever was asked', () => {
  fc.assert(
    fc.property(anyPlan, (plan) => {
      const { runEndsAt, generateEndsAt } = budget(plan, NOW);
      expect(runEndsAt).toBe(NOW + plan.deadline * 1_000);
      expect(generateEndsAt - NOW).toBeGreaterThanOrEqual(Math.min(plan.deadline * 340, 2_519_000));
      expect(generateEndsAt).toBeLessThan(runEndsAt);
    }),
  );
});

test('a review is over while the run still has time to publish', () => {
  fc.assert(
    fc.property(anyPlan, fc.double({ min: 0, max: 1, noNaN: true }), (plan, share) => {
      const limits = budget(plan, NOW);
      const askedAt = NOW + share * (limits.generateEndsAt - NOW);
      const dueAt = reviewDueAt(plan, limits, askedAt);
      expect(dueAt).toBeGreaterThanOrEqual(askedAt);
      expect(dueAt).toBeLessThanOrEqual(askedAt + plan.review.deadline * 1_000);
      expect(limits.runEndsAt - dueAt).toBeGreaterThanOrEqual(
        Math.min(plan.deadline * 120, 899_000),
      );
    }),
  );
});

test('a review asked for too late is due at once, never before it was asked', () => {
  const review = { mode: 'always', threshold: 70, deadline: 600, onDeadline: 'reject' } as const;
  const plan = planOf({ review, deadline: 1_200 });
  const limits = budget(plan, NOW);
  const askedAt = limits.runEndsAt - 1_000;
  expect(reviewDueAt(plan, limits, askedAt)).toBe(askedAt);
});

test('a reviewer has all the time that was promised when the deadline leaves it', () => {
  const review = { mode: 'always', threshold: 70, deadline: 600, onDeadline: 'reject' } as const;
  const plan = planOf({ review, deadline: 4_200 });
  const askedAt = NOW + 60_000;
  expect(reviewDueAt(plan, budget(plan, NOW), askedAt)).toBe(askedAt + 600_000);
});

test('by default a review lasts as long as the request says', () => {
  const review = { mode: 'always', threshold: 70, deadline: 86_400, onDeadline: 'reject' } as const;
  const plan = planOf({ review, deadline: 3_600 + 86_400 });
  const askedAt = NOW + 120_000;
  expect(reviewDueAt(plan, budget(plan, NOW), askedAt)).toBe(askedAt + 86_400_000);
});

test('the server leaves a run all the time that ending itself may take', () => {
  const { firstCleaningMs, closingMs, lastCleaningMs } = ENDING;
  expect(BACKSTOP_SECONDS * 1_000).toBeGreaterThan(firstCleaningMs + closingMs + lastCleaningMs);
});
