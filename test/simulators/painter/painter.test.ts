import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, describe, expect, it } from 'vitest';
import { createPainter } from '../../../simulators/painter/painter.ts';
import { PROMPTS } from './prompts.ts';

const JOB = { seed: 7, width: 64, height: 36, fps: 8, durationSeconds: 2 };
const scratch = mkdtempSync(join(tmpdir(), 'painter-'));
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

async function pictures(job: Parameters<typeof createPainter>[0], count?: number) {
  const painter = await createPainter(job);
  return Array.from({ length: count ?? painter.frames }, (_, i) => Buffer.from(painter.picture(i)));
}

function meanDifference(a: Buffer, b: Buffer): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length;
}

describe('the painter', () => {
  it('paints the same pictures for the same job', async () => {
    const job = { ...JOB, prompt: PROMPTS[0]! };
    expect(await pictures(job, 3)).toEqual(await pictures(job, 3));
  });

  it('paints visibly different takes for different seeds', async () => {
    for (const prompt of [PROMPTS[0]!, PROMPTS[4]!, PROMPTS[13]!, PROMPTS[15]!, PROMPTS[19]!]) {
      const firsts = await Promise.all(
        [1, 2, 3].map(async (seed) => (await pictures({ ...JOB, prompt, seed }, 1))[0]!),
      );
      expect(meanDifference(firsts[0]!, firsts[1]!), prompt).toBeGreaterThan(4);
      expect(meanDifference(firsts[1]!, firsts[2]!), prompt).toBeGreaterThan(4);
      expect(meanDifference(firsts[0]!, firsts[2]!), prompt).toBeGreaterThan(4);
    }
  });

  it('never paints a frozen, black or repeated picture, whatever the prompt', async () => {
    const all: Buffer[] = [];
    for (const prompt of PROMPTS) {
      const clip = await pictures({ ...JOB, prompt });
      const pixels = JOB.width * JOB.height;
      clip.forEach((picture, i) => {
        const luma = picture.subarray(0, pixels).reduce((sum, value) => sum + value, 0) / pixels;
        expect(luma, `${prompt}, picture ${i}`).toBeGreaterThan(32);
        if (i > 0) expect(picture.equals(clip[i - 1]!), `${prompt}, picture ${i}`).toBe(false);
      });
      all.push(...clip);
    }
    // ffmpeg's own detectors as the second opinion, on all clips in one go.
    const filter = 'freezedetect=n=-60dB:d=0.4,blackdetect=d=0.2:pix_th=0.08';
    const size = `${JOB.width}x${JOB.height}`;
    const judged = spawnSync(
      'ffmpeg',
      `-hide_banner -f rawvideo -pix_fmt yuv420p -s ${size} -r 8 -i - -vf ${filter} -f null -`.split(
        ' ',
      ),
      { input: Buffer.concat(all), maxBuffer: 1e8, encoding: 'utf8' },
    );
    expect(judged.status).toBe(0);
    expect(judged.stderr).not.toMatch(/freeze_start|black_start/);
  });

  it('keeps a storm from flashing: brightness turns less than three times a second', async () => {
    const fps = 24;
    const clip = await pictures({ ...JOB, prompt: PROMPTS[4]!, fps, durationSeconds: 4 });
    const lumas = clip.map((p) => p.subarray(0, 64 * 36).reduce((a, v) => a + v, 0) / (64 * 36));
    const jumps = lumas.filter((luma, i) => i > 0 && Math.abs(luma - lumas[i - 1]!) > 20);
    expect(jumps).toHaveLength(0);
  });

  it.each([
    [16, 16],
    [36, 64],
    [202, 18],
    [48, 48],
  ])('fills a picture of %i by %i', async (width, height) => {
    for (const prompt of [PROMPTS[5]!, PROMPTS[3]!, PROMPTS[13]!, PROMPTS[19]!]) {
      const [picture] = await pictures({ ...JOB, prompt, width, height }, 1);
      expect(picture).toHaveLength((width * height * 3) / 2);
    }
  });

  it('paints very large clips smaller, with the same shape', async () => {
    const painter = await createPainter({
      ...JOB,
      prompt: PROMPTS[19]!,
      width: 3840,
      height: 2160,
    });
    expect(painter.width / painter.height).toBeCloseTo(16 / 9, 1);
    expect(painter.width * painter.height).toBeLessThan(1_300_000);
  });

  it('starts from the input image and takes its colours', async () => {
    const canvas = createCanvas(40, 40);
    const context = canvas.getContext('2d');
    context.fillStyle = '#20c040';
    context.fillRect(0, 0, 40, 40);
    const path = join(scratch, 'green.png');
    await writeFile(path, canvas.toBuffer('image/png'));
    const clip = await pictures({ ...JOB, prompt: PROMPTS[0]!, image: { path } });
    const plain = await pictures({ ...JOB, prompt: PROMPTS[0]! });
    const redness = (picture: Buffer): number =>
      picture.subarray((64 * 36 * 5) / 4).reduce((a, v) => a + v, 0);
    expect(redness(clip[0]!)).toBeLessThan(redness(plain[0]!) * 0.8);
    expect(redness(clip.at(-1)!)).toBeLessThan(redness(plain.at(-1)!) * 0.95);
    await expect(
      pictures({ ...JOB, prompt: 'x', image: { path: join(scratch, 'none') } }),
    ).rejects.toThrow('could not be read');
  });
});
