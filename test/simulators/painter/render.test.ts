import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { render } from '../../../simulators/painter/render.ts';
import type { PaintJob } from '../../../simulators/painter/render.ts';

const run = promisify(execFile);
const root = mkdtempSync(join(tmpdir(), 'render-'));
let dir = root;
beforeEach(() => {
  dir = mkdtempSync(join(root, 'case-'));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const JOB: PaintJob = {
  prompt: 'a sailboat on a lake at sunset',
  seed: 11,
  width: 96,
  height: 54,
  fps: 12,
  durationSeconds: 1,
  audio: false,
};

function paint(job: PaintJob, name = 'out.mp4', signal = new AbortController().signal) {
  const outFile = join(dir, name);
  return render(job, { outFile, signal, onProgress: () => {} }).then(() => outFile);
}

async function probe(file: string): Promise<Record<string, string>[]> {
  const fields =
    'codec_name,profile,pix_fmt,width,height,r_frame_rate,sample_aspect_ratio,nb_frames,duration,sample_rate,channels';
  const { stdout } = await run('ffprobe', [
    '-v',
    'error',
    '-of',
    'json',
    '-show_entries',
    `stream=${fields}`,
    file,
  ]);
  const { streams }: { streams: Record<string, string>[] } = JSON.parse(stdout);
  return streams;
}

/** Command lines of running processes that name this path. */
function processesNaming(path: string): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    })
    .filter((line) => line.startsWith('ffmpeg') && line.includes(path));
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !condition(); i++) await sleep(50);
  expect(condition()).toBe(true);
}

describe('render', () => {
  it('writes H.264 High in yuv420p with the asked size, rate and length, index first', async () => {
    const file = await paint({ ...JOB, width: 54, height: 96, fps: 15, durationSeconds: 1.4 });
    const [video, ...others] = await probe(file);
    expect(video).toMatchObject({ codec_name: 'h264', profile: 'High', pix_fmt: 'yuv420p' });
    expect(video).toMatchObject({ width: 54, height: 96, r_frame_rate: '15/1', nb_frames: '21' });
    expect(others).toHaveLength(0);
    const bytes = readFileSync(file);
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
    expect(readdirSync(dir)).toEqual(['out.mp4']);
  });

  it('enlarges what is too large to paint, with square pixels', async () => {
    const file = await paint({ ...JOB, prompt: 'abstract', width: 1280, height: 720, fps: 4 });
    const [video] = await probe(file);
    expect(video).toMatchObject({ width: 1280, height: 720, sample_aspect_ratio: '1:1' });
  });

  it('adds stereo AAC of the same length when asked', async () => {
    const [video, sound] = await probe(await paint({ ...JOB, audio: true, durationSeconds: 2 }));
    expect(sound).toMatchObject({ codec_name: 'aac', sample_rate: '48000', channels: 2 });
    expect(Math.abs(Number(sound!['duration']) - Number(video!['duration']))).toBeLessThan(0.03);
  });

  it('gives the same frames for the same job', async () => {
    const files = [await paint(JOB, 'a.mp4'), await paint(JOB, 'b.mp4')];
    const sums = files.map((file) =>
      run('ffmpeg', ['-v', 'error', '-i', file, '-f', 'framemd5', '-']),
    );
    const [a, b] = await Promise.all(sums);
    expect(a!.stdout).toBe(b!.stdout);
    expect(a!.stdout.split('\n').length).toBeGreaterThan(12);
  });

  it('reports progress that only grows and ends at 1', async () => {
    const seen: number[] = [];
    const outFile = join(dir, 'p.mp4');
    const { signal } = new AbortController();
    await render(JOB, { outFile, signal, onProgress: (fraction) => seen.push(fraction) });
    expect(seen).toEqual(seen.toSorted((x, y) => x - y));
    expect(seen.at(-1)).toBe(1);
    expect(seen.length).toBeGreaterThan(10);
  });

  it('when aborted, rejects with the reason, ends ffmpeg and leaves no file', async () => {
    const abort = new AbortController();
    const outFile = join(dir, 'aborted.mp4');
    const reason = new Error('no longer wanted');
    const painting = render(
      { ...JOB, durationSeconds: 60, fps: 60 },
      { outFile, signal: abort.signal, onProgress: (f) => f > 0.005 && abort.abort(reason) },
    );
    await expect(painting).rejects.toBe(reason);
    expect(processesNaming(outFile)).toHaveLength(0);
    expect(readdirSync(dir)).toEqual([]);
    await expect(paint(JOB, 'never.mp4', abort.signal)).rejects.toBe(reason);
  });

  it('leaves no ffmpeg behind when its process is killed', async () => {
    const outFile = join(dir, 'killed.mp4');
    const module = new URL('../../../simulators/painter/render.ts', import.meta.url);
    const script = `import { render } from ${JSON.stringify(module.href)};
      await render(${JSON.stringify({ ...JOB, durationSeconds: 60, fps: 60 })},
        { outFile: ${JSON.stringify(outFile)}, signal: new AbortController().signal, onProgress() {} });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: 'ignore',
    });
    await until(() => processesNaming(outFile).length === 1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await until(() => processesNaming(outFile).length === 0);
    expect(readdirSync(dir)).not.toContain('killed.mp4');
  });

  it('says what ffmpeg said when encoding fails', async () => {
    const failure = await paint(JOB, 'no-such-folder/out.mp4').catch((error: unknown) => error);
    if (!(failure instanceof Error)) throw new Error('painted all the same');
    expect(failure.message).toBe('painting failed');
    expect(String(failure.cause)).toContain('No such file or directory');
  });

  it.each([
    [{ width: 15 }, 'width'],
    [{ height: 4000 }, 'height'],
    [{ fps: 2 }, 'fps'],
    [{ durationSeconds: 61 }, 'duration'],
  ])('refuses %o', async (wrong, name) => {
    await expect(paint({ ...JOB, ...wrong })).rejects.toThrow(name);
  });
});
