import { expect, it } from 'vitest';
import { isOffered } from '../../../domain/models/lifecycle.ts';

it('a model that has been announced to end is offered until that day', () => {
  const ending = { state: 'deprecated', ends: '2027-05-04' } as const;
  expect(isOffered(ending, '2027-05-03')).toBe(true);
  expect(isOffered(ending, '2027-05-04')).toBe(false);
  expect(isOffered({ state: 'retired', since: '2026-09-24' }, '2026-11-28')).toBe(false);
  expect(isOffered({ state: 'active' }, '2036-01-01')).toBe(true);
});
