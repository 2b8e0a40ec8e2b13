import { array, assert, integer, option, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameRateOf, publishedRate } from '../../../domain/renditions/frame-rate.ts';
import { planLadder } from '../../../domain/renditions/ladder.ts';

const fps24 = { num: 24, den: 1 };

function sizes(width: number, height: number, heights?: number[]): string[] {
  const ladder = planLadder({ width, height, rate: fps24, ...(heights && { heights }) });
  return ladder.rungs.map((rung) => `${rung.name} ${rung.width}x${rung.height}`);
}

describe('which rungs a source gets', () => {
  test('the standard ones below it, its own size on top', () => {
    expect(sizes(1920, 1080)).toEqual([
      '1080p 1920x1080',
      '720p 1280x720',
      '480p 854x480',
      '360p 640x360',
    ]);
    expect(sizes(1280, 720)).toEqual(['720p 1280x720', '480p 854x480', '360p 640x360']);
  });

  test('a rung nearer than a fifth below the one above is left out', () => {
    expect(sizes(800, 400)).toEqual(['400p 800x400', '240p 480x240']);
    expect(sizes(1600, 800)).toEqual(['800p 1600x800', '480p 960x480', '360p 720x360']);
  });

  test('a portrait take gets the same rungs by its short side', () => {
    expect(sizes(720, 1280)).toEqual(['720p 720x1280', '480p 480x854', '360p 360x640']);
  });

  test('models that round to blocks keep their size, and a rung beside it is left out', () => {
    expect(sizes(1920, 1088)).toContain('1088p 1920x1088');
    expect(sizes(1920, 1088)).not.toContain('1080p 1906x1080');
    expect(sizes(832, 480)).toEqual(['480p 832x480', '360p 624x360']);
  });

  test('a source of 360 or more has two rungs, a smaller one may have one', () => {
    expect(sizes(640, 360)).toEqual(['360p 640x360', '240p 426x240']);
    expect(sizes(427, 240)).toEqual(['240p 426x240']);
    expect(sizes(16, 16)).toEqual(['16p 16x16']);
  });

  test('what was asked for is what is made, but nothing is enlarged', () => {
    expect(sizes(1280, 720, [720, 360])).toEqual(['720p 1280x720', '360p 640x360']);
    expect(sizes(1280, 720, [1080, 480])).toEqual(['720p 1280x720', '480p 854x480']);
    expect(sizes(1280, 720, [720, 1080, 720])).toEqual(['720p 1280x720', '480p 854x480']);
  });

  test('a single request still gets the second rate that players need', () => {
    expect(sizes(1920, 1080, [480])).toEqual(['480p 854x480', '360p 640x360']);
    expect(sizes(1920, 1080, [240])).toEqual(['240p 426x240', '120p 214x120']);
  });

  test('a picture too large for the highest level is made smaller', () => {
    const [top] = planLadder({ width: 7680, height: 4320, rate: fps24 }).rungs;
    expect(top).toMatchObject({ name: '2160p', width: 3840, height: 2160 });
    expect(top?.level).toBeLessThanOrEqual(52);
  });
});

describe('what a rung may cost', () => {
  test('the measured caps, half as much again above 30 frames a second', () => {
    const rates = (num: number): number[] =>
      planLadder({ width: 1920, height: 1080, rate: { num, den: 1 } }).rungs.map((r) => r.maxRate);
    expect(rates(24)).toEqual([5_000_000, 2_800_000, 1_400_000, 800_000]);
    expect(rates(60)[0]).toBe(7_500_000);
  });

  test.each([
    [1920, 1080, 24, 40],
    [1920, 1080, 60, 42],
    [1280, 720, 30, 31],
    [854, 480, 24, 30],
    [3840, 2160, 60, 52],
  ])('%ix%i at %i is level %i', (width, height, num, level) => {
    const [top] = planLadder({ width, height, rate: { num, den: 1 } }).rungs;
    expect(top?.level).toBe(level);
  });
});

describe('frames', () => {
  test.each([
    [24, 1, 48],
    [30_000, 1001, 60],
    [60, 1, 120],
    [8, 1, 16],
    [1, 1, 2],
  ])('at %i/%i a GOP of two seconds has %i, a segment two GOPs', (num, den, frames) => {
    const ladder = planLadder({ width: 640, height: 360, rate: { num, den } });
    expect([ladder.gopFrames, ladder.segmentFrames]).toEqual([frames, frames * 2]);
  });

  test('a measured rate finds its exact fraction', () => {
    expect(frameRateOf(29.9699)).toEqual({ num: 30_000, den: 1001 });
    expect(frameRateOf(23.976)).toEqual({ num: 24_000, den: 1001 });
    expect(frameRateOf(24)).toEqual({ num: 24, den: 1 });
    expect(frameRateOf(17.3)).toEqual({ num: 17_300, den: 1000 });
  });

  test('rates past 60 are halved until they fit, rates below 1 raised', () => {
    expect(publishedRate({ num: 120, den: 1 })).toEqual({ num: 120, den: 2 });
    expect(publishedRate({ num: 240_000, den: 1001 })).toEqual({ num: 240_000, den: 4004 });
    expect(publishedRate({ num: 1, den: 5 })).toEqual({ num: 1, den: 1 });
  });
});

test('whatever the source: even, never larger, highest first, distinct, of one shape', () => {
  assert(
    property(
      integer({ min: 16, max: 5000 }),
      integer({ min: 16, max: 5000 }),
      integer({ min: 1, max: 60 }),
      option(array(integer({ min: 120, max: 2160 }), { maxLength: 5 }), {
        nil: undefined,
      }),
      (width, height, num, heights) => {
        const ladder = planLadder({
          width,
          height,
          rate: { num, den: 1 },
          ...(heights && { heights }),
        });
        const { rungs } = ladder;
        expect(rungs.length).toBeGreaterThanOrEqual(Math.min(width, height) >= 360 ? 2 : 1);
        expect(new Set(rungs.map((rung) => rung.name)).size).toBe(rungs.length);
        for (const [index, rung] of rungs.entries()) {
          expect([rung.width % 2, rung.height % 2]).toEqual([0, 0]);
          expect(rung.width).toBeLessThanOrEqual(width);
          expect(rung.height).toBeLessThanOrEqual(height);
          expect(rung.width * rung.height).toBeLessThan(
            index === 0 ? Number.POSITIVE_INFINITY : area(rungs[index - 1]),
          );
          // Rounding to even moves a side by a pixel at most.
          const scale = Math.min(rung.width, rung.height) / Math.min(width, height);
          const long = Math.max(width, height) * scale;
          const slack = 2 + (2 * long) / Math.min(width, height);
          expect(Math.abs(Math.max(rung.width, rung.height) - long)).toBeLessThanOrEqual(slack);
        }
      },
    ),
  );
});

function area(rung: { width: number; height: number } | undefined): number {
  return rung ? rung.width * rung.height : 0;
}
