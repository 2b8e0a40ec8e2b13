import { describe, expect, test } from 'vitest';
import { limitsFor } from '../../../media/source/limits.ts';

const asked = { width: 1920, height: 1080, duration: 8, frameRate: 24 };

describe('what decoding may cost follows from what was asked', () => {
  test('half again as many pixels, and never less than full HD', () => {
    expect(limitsFor({ ...asked, width: 3840, height: 2160 }).pixels).toBe(3840 * 2160 * 1.5);
    expect(limitsFor({ ...asked, width: 320, height: 180 }).pixels).toBe(1920 * 1088);
  });

  test('two seconds more, a tenth of a long take', () => {
    expect(limitsFor(asked).duration).toBe(10);
    expect(limitsFor({ ...asked, duration: 60 }).duration).toBeCloseTo(66);
  });

  test('pictures for that time at 60 a second, or the rate that was asked for', () => {
    expect(limitsFor(asked).frames).toBe(720);
    expect(limitsFor({ ...asked, frameRate: 120 }).frames).toBe(1440);
  });
});
