import { truncate, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Judgement } from '../../../domain/takes/score.ts';
import type { Expectation } from '../../../providers/judges/judge.ts';
import { createTechnicalJudge } from '../../../providers/judges/technical.ts';
import { clipDirectory, ffmpeg, makeClip } from '../../media/clips.ts';

let directory: Awaited<ReturnType<typeof clipDirectory>>;
let pristine: string;
let best: Judgement;

const asked: Expectation = {
  width: 640,
  height: 360,
  duration: 3,
  frameRate: 24,
  audio: false,
  prompt: '',
};

beforeAll(async () => {
  directory = await clipDirectory();
  pristine = await clip('pristine', 'mandelbrot=start_scale=1:end_scale=0.3:end_pts=72');
  best = await judged(pristine);
});
afterAll(() => directory.remove());

const path = (name: string): string => join(directory.path, name);

function clip(name: string, source: string): Promise<string> {
  return makeClip(path(`${name}.mp4`), { ...asked, seconds: 3, source });
}

async function degraded(name: string, filter: string, ...options: string[]): Promise<string> {
  const file = path(`${name}.mp4`);
  const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '20', '-pix_fmt', 'yuv420p'];
  await ffmpeg(['-i', pristine, '-vf', filter, ...codec, ...options, file]);
  return file;
}

function judged(
  file: string,
  expected: Partial<Expectation> = {},
  abort = new AbortController().signal,
  onProgress: (fraction: number) => void = () => undefined,
): Promise<Judgement> {
  const take = { file, container: 'mp4' } as const;
  return createTechnicalJudge().judge(
    take,
    { ...asked, ...expected },
    { signal: abort, onProgress },
  );
}

function gatesOf(judgement: Judgement): string[] {
  return judgement.gates.map(({ gate }) => gate);
}

function signal(judgement: Judgement, name: string): Judgement['signals'][number] {
  const found = judgement.signals.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no signal ${name}`);
  return found;
}

test('a faultless take has no gates, full marks and evidence for each of them', () => {
  expect(best).toMatchObject({ name: 'technical', version: '1', gates: [] });
  expect(best.total).toBeGreaterThan(90);
  expect(best.signals.length).toBe(18);
  for (const { value, score, unit, at } of best.signals) {
    expect(Number.isFinite(value)).toBe(true);
    expect(unit).not.toBe('');
    expect(score).toBeGreaterThanOrEqual(0);
    expect(score).toBeLessThanOrEqual(100);
    if (score === 100) expect(at).toBeNull();
  }
});

test('the same bytes get the same judgement', async () => {
  expect(await judged(pristine)).toEqual(best);
});

test('a slow drift over few details is no standstill', async () => {
  const drift = await judged(await clip('drift', 'gradients=speed=0.02:seed=7'));
  expect(gatesOf(drift)).toEqual([]);
});

describe('a degraded take ranks below the pristine one, by the signal of its fault', () => {
  test.each([
    ['blur', 'blur', 'gblur=3'],
    ['noise', 'noise', 'noise=alls=40:allf=t'],
    ['flicker', 'flicker', "eq=brightness='0.04*(mod(n,2)-0.5)':eval=frame"],
    [
      'bars',
      'letterbox',
      'drawbox=w=iw:h=50:t=fill:c=black,drawbox=y=310:w=iw:h=50:t=fill:c=black',
    ],
    ['duplicates', 'judder', 'framestep=2,fps=24'],
    ['flash', 'flash', "eq=brightness='0.4*mod(floor(n/3),2)':eval=frame"],
    ['bright', 'overexposed', 'eq=brightness=0.5'],
    ['cut', 'cut', "eq=brightness='if(gt(n,36),0.35,0)':eval=frame"],
    ['banding', 'few-levels', 'lutyuv=y=floor(val/24)*24'],
  ])('%s: %s', async (name, file, filter) => {
    const found = await judged(await degraded(file, filter));
    expect(found.total).toBeLessThan(best.total - 3);
    expect(signal(found, name).score).toBeLessThan(signal(best, name).score);
  });

  test('heavy compression', async () => {
    const found = await judged(await degraded('crushed', 'null', '-crf', '45'));
    expect(found.total).toBeLessThan(best.total - 3);
  });

  test('worse is ranked below bad', async () => {
    const mild = await judged(await degraded('blur-3', 'gblur=3'));
    const strong = await judged(await degraded('blur-6', 'gblur=6'));
    expect(strong.total).toBeLessThan(mild.total);
    expect(mild.total).toBeLessThan(best.total);
  });

  test('a hitch is found where it is', async () => {
    // Frames 30 to 53 repeat frame 30.
    const still = await degraded('hitch', 'loop=23:1:30,setpts=N/24/TB,trim=end_frame=72');
    const freeze = signal(await judged(still), 'freeze');
    expect(freeze.value).toBeCloseTo(23 / 24, 1);
    expect(freeze.at).toBeGreaterThan(1.1);
    expect(freeze.at).toBeLessThan(1.5);
  });
});

describe('gates put a take out of the running', () => {
  test('black for more than half', async () => {
    const black = await degraded('black', "drawbox=t=fill:c=black:enable='gt(t,1)'");
    expect(gatesOf(await judged(black))).toContain('black');
    const short = await degraded('dip', "drawbox=t=fill:c=black:enable='gt(t,2)'");
    const found = await judged(short);
    expect(gatesOf(found)).toEqual([]);
    expect(signal(found, 'black').at).toBeCloseTo(2.04, 1);
  });

  test('standing still', async () => {
    const still = await degraded('still', 'loop=71:1:0,setpts=N/24/TB,trim=end_frame=72');
    expect(gatesOf(await judged(still))).toEqual(['frozen']);
  });

  test('another size and another duration than asked for', async () => {
    const found = await judged(pristine, { width: 360, height: 640, duration: 8 });
    expect(found.gates).toEqual([
      { gate: 'wrong_size', detail: '640x360 pixels instead of 360x640.' },
      { gate: 'wrong_duration', detail: '3.00 seconds instead of 8.' },
    ]);
    expect(found.total).toBe(best.total);
  });

  test('bytes that are no video, or end early, or hold damage', async () => {
    await writeFile(path('page.mp4'), '<!DOCTYPE html><h1>Not found</h1>');
    const page = await judged(path('page.mp4'));
    expect(page).toMatchObject({ total: 0, signals: [], gates: [{ gate: 'undecodable' }] });

    const early = await degraded('early', 'null', '-movflags', '+faststart');
    await truncate(early, Math.floor((await stat(early)).size / 2));
    expect(gatesOf(await judged(early))).toEqual(['undecodable']);
  });

  test('a single picture', async () => {
    const one = await degraded('one', 'trim=end_frame=1');
    expect(gatesOf(await judged(one, { duration: 0 }))).toEqual(['undecodable']);
  });
});

describe('how it works', () => {
  test('a judge that cannot work throws, instead of blaming the take', async () => {
    const tools = { ffmpeg: 'no-such-ffmpeg', ffprobe: 'ffprobe' };
    const judge = createTechnicalJudge({ tools });
    const context = { signal: new AbortController().signal, onProgress: () => undefined };
    await expect(
      judge.judge({ file: pristine, container: 'mp4' }, asked, context),
    ).rejects.toMatchObject({ code: 'tool_missing' });
  });

  test('an abort ends it', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 150);
    await expect(judged(pristine, {}, abort.signal)).rejects.toMatchObject({ code: 'aborted' });
    await expect(judged(pristine, {}, AbortSignal.abort())).rejects.toMatchObject({
      code: 'aborted',
    });
  });

  test('progress is reported within 0 and 1', async () => {
    const seen: number[] = [];
    await judged(pristine, {}, undefined, (fraction) => seen.push(fraction));
    expect(seen.length).toBeGreaterThan(0);
    for (const fraction of seen) {
      expect(fraction).toBeGreaterThanOrEqual(0);
      expect(fraction).toBeLessThanOrEqual(1);
    }
  });
});
