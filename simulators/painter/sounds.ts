import type { Random } from './random.ts';
import { SAMPLE_RATE } from './track.ts';
import type { Track } from './track.ts';

const TURN = Math.PI * 2;

/** Both channels, each with noise of its own: that is what makes wind wide. */
function eachSide(track: Track, fill: (samples: Float32Array, side: -1 | 1) => void): void {
  fill(track.left, -1);
  fill(track.right, 1);
}

/** Noise through a low-pass whose corner and loudness wander like gusts. */
export function wind(track: Track, random: Random, power: number, corner: number): void {
  const slow = 0.09 + random() * 0.08;
  const phase = random() * TURN;
  eachSide(track, (samples, side) => {
    let low = 0;
    let band = 0;
    for (let i = 0; i < samples.length; i++) {
      const t = i / SAMPLE_RATE;
      const gust =
        0.6 +
        0.3 * Math.sin(TURN * slow * t + phase + side * 0.5) +
        0.1 * Math.sin(TURN * slow * 3.7 * t + phase);
      const f = 2 * Math.sin((Math.PI * corner * (0.5 + gust)) / SAMPLE_RATE);
      const noise = random() * 2 - 1;
      low += f * band;
      band += f * (noise - low - 0.55 * band);
      samples[i]! += (low * 0.75 + band * 0.35) * gust * gust * power;
    }
  });
}

/** Waves: each swells, breaks into hiss and runs out. */
export function surf(track: Track, random: Random, power: number, period: number): void {
  const phase = random() * TURN;
  eachSide(track, (samples, side) => {
    let low = 0;
    let high = 0;
    for (let i = 0; i < samples.length; i++) {
      const t = i / SAMPLE_RATE;
      const swell = 0.5 + 0.5 * Math.sin((TURN * t) / period + phase + side * 0.35);
      const second = 0.5 + 0.5 * Math.sin((TURN * t) / (period * 0.62) + phase * 2 - side * 0.4);
      const noise = random() * 2 - 1;
      low += 0.035 * (noise - low);
      high += 0.3 * (noise - high);
      const hiss = (noise - high) * 0.22 * (swell ** 4 + 0.4 * second ** 3);
      samples[i]! += (low * 2.6 * (0.3 + swell * 0.7) + hiss) * power * 0.5;
    }
  });
}

export function rainfall(track: Track, random: Random, power: number): void {
  eachSide(track, (samples) => {
    let smooth = 0;
    let drop = 0;
    for (let i = 0; i < samples.length; i++) {
      const noise = random() * 2 - 1;
      smooth += 0.2 * (noise - smooth);
      if (random() < 0.0011) drop = 0.5 + random() * 0.6;
      drop *= 0.992;
      samples[i]! += ((noise - smooth) * 0.13 + noise * drop * 0.14) * power;
    }
  });
}

/** Traffic far away, and the hum of machines when `pitch` is given. */
export function hum(track: Track, random: Random, power: number, pitch = 55): void {
  eachSide(track, (samples, side) => {
    let low = 0;
    const detune = 1 + side * 0.003;
    for (let i = 0; i < samples.length; i++) {
      const t = i / SAMPLE_RATE;
      const noise = random() * 2 - 1;
      low += 0.022 * (noise - low);
      const drift = 0.75 + 0.25 * Math.sin(TURN * 0.13 * t + side);
      const note =
        Math.sin(TURN * pitch * detune * t) * 0.1 +
        Math.sin(TURN * pitch * 2.01 * t) * 0.05 * drift;
      samples[i]! += (low * 1.5 * drift + note) * power * 0.5;
    }
  });
}

/** Slow beating of a low chord, as films have taught us that space sounds. */
export function drone(track: Track, random: Random, power: number): void {
  const root = 41 + random() * 14;
  eachSide(track, (samples, side) => {
    for (let i = 0; i < samples.length; i++) {
      const t = i / SAMPLE_RATE;
      let sum = 0;
      for (const [ratio, loud] of DRONE_PARTIALS) {
        const beat = 0.7 + 0.3 * Math.sin(TURN * (0.05 + ratio * 0.021) * t + side * ratio);
        sum += Math.sin(TURN * root * ratio * (1 + side * 0.0011) * t) * loud * beat;
      }
      samples[i]! += sum * power * 0.35;
    }
  });
}
const DRONE_PARTIALS = [
  [1, 0.6],
  [1.5, 0.4],
  [2, 0.36],
  [3, 0.18],
  [4.02, 0.12],
  [6, 0.06],
] as const;

/** Two soft chords that breathe into each other. */
export function pad(track: Track, random: Random, power: number, dark: boolean): void {
  const root = 110 * 2 ** (Math.floor(random() * 7) / 12);
  const chords = dark
    ? [
        [0, 7, 12, 15],
        [-4, 3, 8, 12],
      ]
    : [
        [0, 7, 12, 16],
        [5, 9, 12, 17],
      ];
  eachSide(track, (samples, side) => {
    for (let i = 0; i < samples.length; i++) {
      const t = i / SAMPLE_RATE;
      const turn = 0.5 - 0.5 * Math.cos((TURN * t) / 9);
      let sum = 0;
      for (let k = 0; k < 2; k++) {
        const share = k === 0 ? 1 - turn : turn;
        for (const step of chords[k]!) {
          const frequency = root * 2 ** (step / 12) * (1 + side * 0.0012);
          sum += Math.sin(TURN * frequency * t) * share * (0.8 + 0.2 * Math.sin(t * 1.3 + step));
        }
      }
      samples[i]! += sum * power * 0.09;
    }
  });
}

/** Short gliding whistles in phrases, each bird at its own place between left and right. */
export function birdsong(track: Track, random: Random, power: number): void {
  const seconds = track.left.length / SAMPLE_RATE;
  for (let at = 0.2 + random(); at < seconds - 0.6; at += 0.7 + random() * 1.6) {
    const place = random();
    const base = 2200 + random() * 2400;
    const notes = 2 + Math.floor(random() * 4);
    for (let n = 0; n < notes; n++) {
      const bend = (random() - 0.4) * 900;
      tone(
        track,
        at + n * 0.11,
        0.08,
        power * (0.5 + random() * 0.5),
        place,
        (t) => base + bend * t * 12,
      );
    }
  }
}

export function crickets(track: Track, random: Random, power: number): void {
  for (const place of [0.2, 0.55, 0.85]) {
    const pitch = 3900 + random() * 700;
    const rate = 15 + random() * 4;
    const phase = random() * 5;
    for (let i = 0; i < track.left.length; i++) {
      const t = i / SAMPLE_RATE;
      const chirp =
        Math.max(0, Math.sin(TURN * rate * t)) * Math.max(0, Math.sin(TURN * 0.9 * t + phase));
      const value = Math.sin(TURN * pitch * t) * chirp * power * 0.3;
      track.left[i]! += value * (1 - place);
      track.right[i]! += value * place;
    }
  }
}

function tone(
  track: Track,
  at: number,
  length: number,
  power: number,
  place: number,
  pitch: (t: number) => number,
): void {
  const first = Math.floor(at * SAMPLE_RATE);
  const count = Math.floor(length * SAMPLE_RATE);
  let phase = 0;
  for (let k = 0; k < count && first + k < track.left.length; k++) {
    phase += (TURN * pitch(k / SAMPLE_RATE)) / SAMPLE_RATE;
    const value = Math.sin(phase) * Math.sin((Math.PI * k) / count) * power;
    track.left[first + k]! += value * (1 - place);
    track.right[first + k]! += value * place;
  }
}

/** Distant and rolling; loudest a moment after it starts. */
export function thunder(track: Track, at: number, random: Random): void {
  const first = Math.floor(at * SAMPLE_RATE);
  eachSide(track, (samples) => {
    let low = 0;
    let lower = 0;
    for (let i = Math.max(0, first); i < samples.length; i++) {
      const t = (i - first) / SAMPLE_RATE;
      if (t > 4.5) break;
      const roll = 0.6 + 0.4 * Math.sin(t * 9 + Math.sin(t * 4) * 3);
      low += 0.02 * (random() * 2 - 1 - low);
      lower += 0.05 * (low - lower);
      samples[i]! += lower * 26 * Math.min(1, t * 5) * Math.exp(-t * 0.95) * roll;
    }
  });
}

/** Something passes from left to right, loudest at `at`. */
export function whoosh(
  track: Track,
  at: number,
  length: number,
  power: number,
  corner: number,
  random: Random,
): void {
  let low = 0;
  let band = 0;
  for (let i = 0; i < track.left.length; i++) {
    const t = (i / SAMPLE_RATE - at) / (length / 2);
    if (Math.abs(t) > 2.4) continue;
    const near = Math.exp(-t * t * 1.8);
    const f = 2 * Math.sin((Math.PI * corner * (0.6 + near * 1.6)) / SAMPLE_RATE);
    low += f * band;
    band += f * (random() * 2 - 1 - low - 0.5 * band);
    const place = Math.min(1, Math.max(0, 0.5 + t * 0.35));
    track.left[i]! += band * near * power * (1 - place);
    track.right[i]! += band * near * power * place;
  }
}

export function bell(track: Track, at: number, pitch: number, power: number): void {
  const first = Math.floor(at * SAMPLE_RATE);
  for (let i = Math.max(0, first); i < track.left.length; i++) {
    const t = (i - first) / SAMPLE_RATE;
    if (t > 5) break;
    let sum = 0;
    for (const [ratio, loud, fall] of BELL_PARTIALS) {
      sum += Math.sin(TURN * pitch * ratio * t) * loud * Math.exp(-t * fall);
    }
    const value = sum * power * Math.min(1, t * 400) * 0.4;
    track.left[i]! += value * 0.9;
    track.right[i]! += value;
  }
}
const BELL_PARTIALS = [
  [0.5, 0.5, 0.9],
  [1, 1, 1.2],
  [1.19, 0.5, 1.6],
  [1.56, 0.3, 2],
  [2, 0.6, 2.4],
  [2.66, 0.3, 3.4],
] as const;

/** One footfall each time the drawn legs pass each other. */
export function steps(track: Track, interval: number, power: number, random: Random): void {
  const seconds = track.left.length / SAMPLE_RATE;
  for (let at = interval / 2; at < seconds - 0.1; at += interval) {
    const first = Math.floor(at * SAMPLE_RATE);
    let low = 0;
    const place = 0.45 + random() * 0.1;
    for (let k = 0; k < SAMPLE_RATE * 0.09 && first + k < track.left.length; k++) {
      const t = k / SAMPLE_RATE;
      low += 0.16 * (random() * 2 - 1 - low);
      const value = low * Math.exp(-t * 55) * power * 3;
      track.left[first + k]! += value * (1 - place);
      track.right[first + k]! += value * place;
    }
  }
}
