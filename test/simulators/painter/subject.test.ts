import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { createPainter } from '../../../simulators/painter/painter.ts';
import { readScene } from '../../../simulators/painter/scene.ts';
import { silhouetteOf } from '../../../simulators/painter/silhouettes.ts';
import { breachAt } from '../../../simulators/painter/silhouettes-whale.ts';

const WIDTH = 64;
const HEIGHT = 36;

/** Mean of one chroma plane over the lowest third of the first picture; 128 is grey. */
async function groundChroma(prompt: string, plane: 'u' | 'v'): Promise<number> {
  const job = { prompt, seed: 7, width: WIDTH, height: HEIGHT, fps: 8, durationSeconds: 2 };
  const picture = (await createPainter(job)).picture(0);
  const chromaSize = (WIDTH * HEIGHT) / 4;
  const from = WIDTH * HEIGHT + (plane === 'u' ? 0 : chromaSize);
  const ground = picture.subarray(from + Math.floor((chromaSize * 2) / 3), from + chromaSize);
  return ground.reduce((sum, value) => sum + value, 0) / ground.length;
}

/** Left and right mean brightness of what is drawn. */
function brightness(side: -1 | 1): readonly [left: number, right: number] {
  const size = 80;
  const context = createCanvas(size, size).getContext('2d');
  context.translate(size / 2, size / 2);
  context.scale(size / 2, size / 2);
  silhouetteOf('person', 'space').draw(context, 0.3, {
    body: '#777',
    shade: '#555',
    accent: '#d33',
    light: '#fff',
    side,
  });
  const { data } = context.getImageData(0, 0, size, size);
  const sums = [0, 0];
  const counts = [0, 0];
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3]! < 200) continue;
    const half = (i / 4) % size < size / 2 ? 0 : 1;
    sums[half]! += data[i]!;
    counts[half]!++;
  }
  return [sums[0]! / counts[0]!, sums[1]! / counts[1]!];
}

describe('the subject of a picture', () => {
  it('floats in a suit when a person is in space and walks everywhere else', () => {
    expect(silhouetteOf('person', 'space').realm).toBe('air');
    expect(silhouetteOf('person', 'desert').realm).toBe('ground');
    expect(silhouetteOf('person', 'space').draw).not.toBe(silhouetteOf('person', 'desert').draw);
  });

  it('is brighter on the side of the sun', () => {
    const fromLeft = brightness(-1);
    const fromRight = brightness(1);
    expect(fromLeft[0]).toBeGreaterThan(fromRight[0] + 10);
    expect(fromRight[1]).toBeGreaterThan(fromLeft[1] + 10);
  });

  it('breaches: a whale comes out snout first, turns over and falls back under', () => {
    const phases = Array.from({ length: 41 }, (_, i) => i / 40);
    const arc = phases.map(breachAt);
    const [first, last] = [arc[0]!, arc.at(-1)!];
    const top = arc.reduce((best, at) => (at.y < best.y ? at : best));
    expect([first.share, last.share]).toEqual([0, 1]);
    expect(top.y).toBeLessThan(Math.min(first.y, last.y) - 0.8);
    expect(first.angle).toBeLessThan(-1);
    expect(last.angle).toBeGreaterThan(0.3);
    for (const { foot, x } of arc) expect(Math.abs(foot - x)).toBeLessThan(0.67);
  });
});

describe('a meadow in spring', () => {
  it('is green in pastel colours too', async () => {
    const prompt = 'a meadow in spring, pastel colours';
    expect(await groundChroma(prompt, 'u')).toBeLessThan(124);
    expect(await groundChroma(prompt, 'v')).toBeLessThan(128);
  });

  it('is seen by day unless the prompt names an hour', () => {
    for (let i = 0; i < 30; i++) {
      expect(readScene(`meadow ${i} in spring`).time).toMatch(/^(morning|noon|sunrise)$/);
    }
    expect(readScene('a meadow in spring at dusk').time).toBe('dusk');
  });
});
