import { describe, expect, test } from 'vitest';
import type { Intent, Purchase } from '../../../domain/purchases/purchase.ts';
import {
  LOOKUPS,
  accept,
  begin,
  cancelled,
  isLastLook,
  lookedUp,
  mayRepeat,
  refuse,
} from '../../../domain/purchases/purchase.ts';

const intent: Intent = { reference: 'vid/0/0', attemptedAt: '2026-11-28T12:00:00Z', order: null };
const later: Intent = { ...intent, attemptedAt: '2026-11-28T12:05:00Z' };
const job = { server: 'local', operation: { job: 'a' }, jobId: 'a' };

describe('a purchase', () => {
  test('begins as an attempt that nobody has looked for', () => {
    expect(begin(null, intent)).toEqual({ ...intent, status: 'attempting', lookups: 0 });
  });

  test('sent again keeps the time of the first attempt, and counts as a look', () => {
    const again = begin(begin(null, intent), later);
    expect(again).toMatchObject({ attemptedAt: intent.attemptedAt, lookups: 1 });
  });

  test('may begin anew after a refusal', () => {
    const refused = refuse(begin(null, intent));
    expect(refused).toMatchObject({ status: 'refused' });
    expect(begin(refused, later)).toMatchObject({ attemptedAt: later.attemptedAt, lookups: 0 });
  });

  test('is not refused by a no to a create that followed an unanswered one', () => {
    expect(refuse(begin(begin(null, intent), later))).toBeNull();
  });

  test('is looked for a bounded number of times', () => {
    let purchase = begin(null, intent);
    const last: boolean[] = [];
    for (let look = 1; look <= LOOKUPS; look += 1) {
      last.push(isLastLook(purchase));
      expect(mayRepeat(purchase)).toBe(true);
      purchase = lookedUp(purchase);
    }
    expect(last).toEqual([false, false, false, true]);
    expect(mayRepeat(purchase)).toBe(false);
  });

  test.each<[string, Purchase | null]>([
    ['nothing', null],
    ['an attempt', begin(null, intent)],
    ['a refusal', refuse(begin(null, intent))],
  ])('is accepted over %s', (_, standing) => {
    expect(accept(standing, intent, job)).toEqual({
      ...intent,
      ...job,
      status: 'accepted',
      cancelledAt: null,
    });
  });

  test('that was accepted stays with its first job, and with its first end', () => {
    const first = accept(null, intent, job);
    expect(accept(first, later, { ...job, jobId: 'b' })).toBe(first);
    const ended = cancelled(first, '2026-11-28T13:00:00Z');
    expect(cancelled(ended, '2026-11-28T14:00:00Z').cancelledAt).toBe('2026-11-28T13:00:00Z');
  });
});
