import { expect, test } from 'vitest';
import { tenantLimits } from '../../config/rows/limits.ts';

test('limits are read per tenant, either or both', () => {
  const read = tenantLimits.parse('acme:rps=20;takes=64, small:rps=0.5 ,big:takes=1000');
  expect(Object.fromEntries(read)).toEqual({
    acme: { rps: 20, takes: 64 },
    small: { rps: 0.5 },
    big: { takes: 1_000 },
  });
  expect(tenantLimits.parse('').size).toBe(0);
});

test.each([
  'acme',
  'acme:',
  'acme:rps',
  'acme:rps=0',
  'acme:rps=x',
  'acme:rbs=1',
  'acme:takes=1.5',
])('%s is refused, in words', (list) => {
  expect(tenantLimits.safeParse(list).error?.issues[0]?.message).toContain(`"${list}" is not`);
});

test('a tenant named twice is a mistake', () => {
  expect(tenantLimits.safeParse('acme:rps=1,acme:takes=1').success).toBe(false);
});
