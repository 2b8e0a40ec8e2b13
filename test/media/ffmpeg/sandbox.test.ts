import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { runFfmpeg } from '../../../media/ffmpeg/ffmpeg.ts';
import { DEFAULT_LIMITS, type MediaLimits } from '../../../media/ffmpeg/input.ts';
import { chooseSandbox, type Sandbox } from '../../../media/ffmpeg/sandbox.ts';
import { probe } from '../../../media/source/probe.ts';
import { clipDirectory, makeClip } from '../clips.ts';

let directory: Awaited<ReturnType<typeof clipDirectory>>;
let elsewhere: Awaited<ReturnType<typeof clipDirectory>>;
let clip: string;
const works = new Set<Sandbox>();

beforeAll(async () => {
  [directory, elsewhere] = await Promise.all([clipDirectory(), clipDirectory()]);
  clip = await makeClip(path('clip.mp4'), { seconds: 0.5 });
  for (const sandbox of ['bubblewrap', 'namespaces'] as const) {
    // Whatever else would work here: is this one found when it is the only one that is tried?
    await chooseSandbox('auto', async (tried) => {
      if (tried !== sandbox) return false;
      if ((await chooseSandbox('auto')) === sandbox) works.add(sandbox);
      return true;
    });
  }
});
afterAll(() => Promise.all([directory.remove(), elsewhere.remove()]));

const path = (name: string): string => join(directory.path, name);

interface Started {
  sandbox?: Sandbox;
  limits?: Partial<MediaLimits>;
}

/** Runs a shell script where ffmpeg would run; it writes to the folder of the output alone. */
async function inPlaceOfFfmpeg(script: string, { sandbox = 'none', limits }: Started = {}) {
  const program = path(`program-${crypto.randomUUID()}.sh`);
  await writeFile(program, `#!/bin/sh\n${script}\n`);
  await chmod(program, 0o755);
  return runFfmpeg({
    input: { file: clip, container: 'mp4' },
    limits: { ...DEFAULT_LIMITS, ...limits },
    outputs: [{ options: ['-f', 'null'], target: `file:${path('out.mp4')}` }],
    signal: new AbortController().signal,
    wallMs: 20_000,
    stallMs: 20_000,
    tools: { ffmpeg: program, ffprobe: 'ffprobe', sandbox },
  });
}

const only =
  (...allowed: Sandbox[]) =>
  (sandbox: Sandbox) =>
    Promise.resolve(allowed.includes(sandbox));

describe('which sandbox', () => {
  test('the strongest that works', async () => {
    expect(await chooseSandbox('auto', only('bubblewrap', 'namespaces'))).toBe('bubblewrap');
    expect(await chooseSandbox('required', only('namespaces'))).toBe('namespaces');
  });

  test('none where none works, unless one is required', async () => {
    expect(await chooseSandbox('auto', only())).toBe('none');
    await expect(chooseSandbox('required', only())).rejects.toThrow('PROMPTREEL_SANDBOX');
  });

  test('off asks for nothing', async () => {
    const never = () => Promise.reject(new Error('asked'));
    expect(await chooseSandbox('off', never)).toBe('none');
  });
});

describe.each(['bubblewrap', 'namespaces'] as const)('in %s', (sandbox) => {
  const skipWithout = ({ skip }: TestContext): void => {
    if (!works.has(sandbox))
      skip(`${sandbox} does not work on this machine, or a stronger one does`);
  };

  test('a clip is read and encoded', async (context) => {
    skipWithout(context);
    const { signal } = new AbortController();
    const tools = { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe', sandbox };
    const input = { file: clip, container: 'mp4' } as const;
    expect(await probe({ ...input, signal, tools })).toMatchObject({ frames: 12 });
    const target = path(`${sandbox}.mp4`);
    await runFfmpeg({
      input,
      limits: DEFAULT_LIMITS,
      outputs: [
        { options: ['-map', '0:v', '-c:v', 'libx264', '-f', 'mp4'], target: `file:${target}` },
      ],
      signal,
      wallMs: 20_000,
      stallMs: 20_000,
      tools,
    });
    expect((await stat(target)).size).toBeGreaterThan(1000);
  });

  test('there is no network', async (context) => {
    skipWithout(context);
    await inPlaceOfFfmpeg(`cat /proc/net/dev > ${path('net.txt')}`, { sandbox });
    const devices = (await readFile(path('net.txt'), 'utf8')).match(/^ *\w+:/gm);
    expect(devices?.map((name) => name.trim())).toEqual(['lo:']);
  });

  test('other folders are out of sight', async (context) => {
    skipWithout(context);
    if (sandbox === 'namespaces') context.skip('it leaves the files as they are');
    const secret = join(elsewhere.path, 'secret');
    await writeFile(secret, 'x');
    await inPlaceOfFfmpeg(`cat ${secret} > ${path('seen.txt')} 2>&1 || :`, { sandbox });
    expect(await readFile(path('seen.txt'), 'utf8')).toContain('No such file');
  });
});

describe('limits of the kernel', () => {
  test('memory, CPU time and file size follow from what was allowed', async () => {
    const read = async (limits: Partial<MediaLimits>): Promise<number[]> => {
      await inPlaceOfFfmpeg(`cat /proc/self/limits > ${path('limits.txt')}`, { limits });
      const text = await readFile(path('limits.txt'), 'utf8');
      return ['Max address space', 'Max cpu time', 'Max file size'].map((name) =>
        Number(new RegExp(`${name} +(\\d+)`).exec(text)?.[1]),
      );
    };
    const [memory = 0, cpu = 0, file = 0] = await read({ pixels: 1920 * 1080, duration: 10 });
    const [more = 0, , larger = 0] = await read({ pixels: 3840 * 2160, duration: 60 });
    expect(memory).toBeGreaterThan(2e9);
    expect(cpu).toBeGreaterThan(20);
    expect(more).toBeGreaterThan(memory);
    expect(larger).toBeGreaterThan(file);
  });

  test('a file that grows without end is the fault of the bytes', async () => {
    const endless = `exec head -c 200000000 /dev/zero > ${path('endless')}`;
    await expect(inPlaceOfFfmpeg(endless, { limits: { duration: 0 } })).rejects.toMatchObject({
      code: 'limit_exceeded',
      retryable: false,
    });
    expect((await stat(path('endless'))).size).toBeLessThan(100_000_000);
  });

  test('memory without end is, too', async () => {
    const said = `echo '[libx264 @ 0x1] malloc of size 9 failed: Cannot allocate memory' >&2; exit 1`;
    await expect(inPlaceOfFfmpeg(said)).rejects.toMatchObject({ code: 'limit_exceeded' });
  });

  test('a program that something else ended may be tried again', async () => {
    await expect(inPlaceOfFfmpeg('kill -KILL $$')).rejects.toMatchObject({
      code: 'interrupted',
      retryable: true,
    });
  });
});
