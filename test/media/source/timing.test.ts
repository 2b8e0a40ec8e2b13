import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../media/ffmpeg/input.ts';
import { timingOf, type Timing } from '../../../media/source/timing.ts';
import type { ProbedPacket } from '../../../media/source/probe-output.ts';
import { probedStream } from '../probes.ts';

interface Declared {
  codec_name?: string;
  avg_frame_rate?: string;
}

function packets(times: number[], last?: number): ProbedPacket[] {
  return times.map((time, index) => ({
    stream_index: 0,
    pts_time: time,
    duration_time: index === times.length - 1 ? last : undefined,
    flags: '__',
  }));
}

function timing(times: number[], { last, ...declared }: Declared & { last?: number } = {}): Timing {
  return timingOf(packets(times, last), probedStream(declared), DEFAULT_LIMITS);
}

/** `count` times at a rate, each changed by what it is. */
const at = (rate: number, count: number, change = (_index: number): number => 0): number[] =>
  Array.from({ length: count }, (_, index) => index / rate + change(index));
const milliseconds = (time: number): number => Math.round(time * 1000) / 1000;

describe('an even picture keeps each of its frames once', () => {
  test.each([
    ['24', 24, { num: 24, den: 1 }],
    ['23.976', 24_000 / 1001, { num: 24_000, den: 1001 }],
    ['29.97', 30_000 / 1001, { num: 30_000, den: 1001 }],
    ['59.94', 60_000 / 1001, { num: 60_000, den: 1001 }],
  ])('%s a second, though its container rounds to milliseconds', (_name, rate, exact) => {
    const found = timing(at(rate, 96).map(milliseconds));
    expect(found).toMatchObject({ rate: exact, constantRate: true, frames: 96 });
    expect(found.duration).toBeCloseTo(96 / rate, 6);
  });

  test('a clock that trembles by milliseconds', () => {
    const tremble = (index: number): number => ((index * 7) % 5) * 0.002;
    expect(timing(at(30, 90, tremble))).toMatchObject({
      rate: { num: 30, den: 1 },
      constantRate: true,
    });
  });

  test('sixty by a phone’s clock is no sixty-one to be halved', () => {
    const found = timing(at(60.058, 180), { avg_frame_rate: '60058/1000' });
    expect(found.constantRate).toBe(true);
    expect(found.frameRate).toBeCloseTo(60.058, 2);
  });

  test('a hundred and twenty are halved, and so resampled', () => {
    expect(timing(at(120, 120))).toMatchObject({
      rate: { num: 120_000, den: 2000 },
      constantRate: false,
    });
  });

  test('a first picture that stands apart is taken to its place', () => {
    const found = timing(at(24, 48, (index) => (index === 0 ? 0 : 0.0214)));
    expect(found).toMatchObject({ constantRate: true, frameRate: 24, frames: 48 });
    expect(found.firstShown).toBeCloseTo(0.0214, 6);
  });

  test('the time of the first is where the picture begins', () => {
    expect(timing(at(24, 24).map((time) => time - 0.5)).firstShown).toBe(-0.5);
  });
});

describe('a varying picture is resampled over the same time', () => {
  test('a gap of seconds', () => {
    const found = timing([...at(30, 30), ...at(30, 30).map((time) => time + 4)], { last: 1 / 30 });
    expect(found).toMatchObject({ constantRate: false, rate: { num: 30, den: 1 }, frames: 60 });
    expect(found.duration).toBeCloseTo(5, 6);
  });

  test('a single picture that is missing', () => {
    const times = at(24, 49).filter((_time, index) => index !== 24);
    const found = timing(times, { last: 1 / 24 });
    expect(found.constantRate).toBe(false);
    expect(found.duration).toBeCloseTo(49 / 24, 6);
  });

  test('a last picture that is held', () => {
    const found = timing([...at(10, 5), 1.9], { last: 2 });
    expect(found.duration).toBeCloseTo(3.9, 6);
  });
});

describe('what a last picture lasts', () => {
  test.each([0, 0.0001, undefined])('%s is a placeholder for a usual time', (last) => {
    expect(timing(at(24, 24), last === undefined ? {} : { last }).duration).toBeCloseTo(1, 6);
    const varying = [0, 1 / 24, 2 / 24, 1, 1 + 1 / 24];
    const found = timing(varying, last === undefined ? {} : { last });
    expect(found.duration).toBeCloseTo(1 + 2 / 24, 6);
  });

  test.each([
    ['its own', { last: 0.5 }, 0.5],
    ['by the declared rate', { last: 0, avg_frame_rate: '12/1' }, 1 / 12],
    ['by a usual rate, where the declared one is a tick', { avg_frame_rate: '12288/1' }, 1 / 24],
  ])('a lone picture has a length: %s', (_name, declared, seconds) => {
    expect(timing([0], declared)).toMatchObject({ frames: 1 });
    expect(timing([0], declared).duration).toBeCloseTo(seconds, 3);
  });
});

describe('pictures at one time', () => {
  test('are one to a viewer', () => {
    expect(timing([...at(24, 24), 0.5])).toMatchObject({ frames: 24, constantRate: true });
  });

  test('of VP8 may be a rounding apart', () => {
    const hidden = [...at(24, 72).map(milliseconds), 0.041, 1.001];
    expect(timing(hidden, { codec_name: 'vp8', avg_frame_rate: '2536/100' })).toMatchObject({
      frames: 72,
      rate: { num: 24, den: 1 },
    });
    expect(timing(hidden).frames).toBe(74);
  });
});

describe('what is refused', () => {
  const refusal = (times: number[], limits: object): unknown => {
    try {
      return timingOf(packets(times), probedStream({ avg_frame_rate: '24/1' }), {
        ...DEFAULT_LIMITS,
        ...limits,
      });
    } catch (error) {
      return error;
    }
  };
  test('more pictures or seconds than allowed', () => {
    expect(refusal(at(24, 25), { frames: 24 })).toMatchObject({ code: 'limit_exceeded' });
    expect(refusal(at(24, 25), { duration: 1 })).toMatchObject({ code: 'limit_exceeded' });
    expect(refusal(at(24, 24), { frames: 24, duration: 1.001 })).toMatchObject({ frames: 24 });
  });

  test('pictures without times, or none', () => {
    expect(refusal([], {})).toMatchObject({ code: 'media_unreadable' });
    const [known] = packets([0]);
    const untimed = { stream_index: 0, pts_time: undefined, duration_time: 1, flags: '__' };
    expect(() => timingOf([known ?? untimed, untimed], probedStream(), DEFAULT_LIMITS)).toThrow(
      'no times',
    );
  });
});
