import { expect, test } from 'vitest';
import { frameRateOf, publishedRate, toNumber } from '../../../domain/renditions/frame-rate.ts';

test('rates a thousandth apart are told apart', () => {
  expect(frameRateOf(23.976)).toEqual({ num: 24_000, den: 1001 });
  expect(frameRateOf(24)).toEqual({ num: 24, den: 1 });
  expect(frameRateOf(29.9699)).toEqual({ num: 30_000, den: 1001 });
  expect(frameRateOf(59.94)).toEqual({ num: 60_000, den: 1001 });
});

test('a rate that is near none of the usual ones stays itself, to the thousandth', () => {
  expect(frameRateOf(24.05)).toEqual({ num: 24_050, den: 1000 });
  expect(frameRateOf(17.3)).toEqual({ num: 17_300, den: 1000 });
});

test('what screens cannot show is halved until they can', () => {
  expect(toNumber(publishedRate({ num: 120, den: 1 }))).toBe(60);
  expect(publishedRate({ num: 60, den: 1 })).toEqual({ num: 60, den: 1 });
  expect(publishedRate({ num: 1, den: 4 })).toEqual({ num: 1, den: 1 });
});
