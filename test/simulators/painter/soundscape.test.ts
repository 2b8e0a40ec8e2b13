import { describe, expect, it } from 'vitest';
import { lightningTimes } from '../../../simulators/painter/lightning.ts';
import { readScene } from '../../../simulators/painter/scene.ts';
import { composeSound } from '../../../simulators/painter/soundscape.ts';
import { SAMPLE_RATE, toPcm } from '../../../simulators/painter/track.ts';
import { PROMPTS } from './prompts.ts';

function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
}

describe('the soundscape', () => {
  it('is exactly as long as the clip, never silent, never clipped', () => {
    for (const prompt of PROMPTS) {
      const track = composeSound(readScene(prompt), 3, 1.5);
      expect(track.left, prompt).toHaveLength(1.5 * SAMPLE_RATE);
      expect(rms(track.left), prompt).toBeGreaterThan(0.04);
      expect(rms(track.right), prompt).toBeLessThan(0.2);
      expect(
        track.left.every((value) => Math.abs(value) < 0.95),
        prompt,
      ).toBe(true);
    }
  });

  it('is the same for the same scene and seed, and another for another seed', () => {
    const scene = readScene(PROMPTS[4]!);
    const once = toPcm(composeSound(scene, 1, 1));
    expect(toPcm(composeSound(scene, 1, 1))).toEqual(once);
    expect(toPcm(composeSound(scene, 2, 1))).not.toEqual(once);
  });

  it('thunders after each lightning that is seen', () => {
    const scene = readScene('a storm over the mountains');
    const [at] = lightningTimes(scene, 5, 6);
    const { left } = composeSound(scene, 5, 6);
    const around = (second: number): number =>
      rms(left.subarray(second * SAMPLE_RATE, (second + 0.4) * SAMPLE_RATE));
    expect(around(at! + 0.7)).toBeGreaterThan(around(at! - 0.1) * 1.15);
  });
});
