import { expect, test } from 'vitest';
import { conformanceGates } from '../../../providers/judges/conformance.ts';
import type { Expectation } from '../../../providers/judges/judge.ts';

const asked: Expectation = {
  width: 1280,
  height: 720,
  duration: 5,
  frameRate: 24,
  audio: false,
  prompt: '',
};

function gates(found: { width?: number; height?: number; duration?: number }, fps = 24): string[] {
  const take = { width: 1280, height: 720, duration: 5, ...found, frameRate: fps, hasAudio: false };
  return conformanceGates(take, asked).map(({ gate }) => gate);
}

test.each([
  [1280, 720],
  [1280, 704],
  [1280, 736],
  [1264, 720],
  [1920, 1080],
  [3840, 2160],
  [1248, 704],
])('%ix%i keeps a promise of 1280x720', (width, height) => {
  expect(gates({ width, height })).toEqual([]);
});

test.each([
  [720, 1280],
  [1024, 1024],
  [832, 480],
  [640, 360],
  [1280, 640],
  [1280, 800],
])('%ix%i breaks it', (width, height) => {
  expect(gates({ width, height })).toEqual(['wrong_size']);
});

test('a tiny picture gets no more than a tenth for rounding', () => {
  const tiny = { ...asked, width: 64, height: 36 };
  const found = { width: 64, height: 48, duration: 5, frameRate: 24, hasAudio: false };
  expect(conformanceGates(found, tiny).map(({ gate }) => gate)).toEqual(['wrong_size']);
});

test('up to 5 % shorter or 10 % longer is fine', () => {
  expect(gates({ duration: 4.75 })).toEqual([]);
  expect(gates({ duration: 5.5 })).toEqual([]);
  expect(gates({ duration: 4.7 })).toEqual(['wrong_duration']);
  expect(gates({ duration: 5.6 })).toEqual(['wrong_duration']);
});

test('a short take may be a quarter of a second or two frames off', () => {
  const short = { ...asked, duration: 1 };
  const broken = (duration: number, frameRate: number): number =>
    conformanceGates({ width: 1280, height: 720, duration, frameRate, hasAudio: false }, short)
      .length;
  expect(broken(0.76, 24)).toBe(0);
  expect(broken(0.7, 24)).toBe(1);
  expect(broken(0.6, 5)).toBe(0);
});
