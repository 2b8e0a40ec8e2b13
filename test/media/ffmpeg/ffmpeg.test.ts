import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runFfmpeg, type FfmpegRun } from '../../../media/ffmpeg/ffmpeg.ts';
import { DEFAULT_LIMITS } from '../../../media/ffmpeg/input.ts';
import { progressReader, type EncodeProgress } from '../../../media/ffmpeg/progress.ts';
import { clipDirectory, makeClip } from '../clips.ts';

const run = promisify(execFile);
let directory: Awaited<ReturnType<typeof clipDirectory>>;
let clip: string;

beforeAll(async () => {
  directory = await clipDirectory();
  clip = await makeClip(join(directory.path, 'clip.mp4'));
});
afterAll(() => directory.remove());

const path = (name: string): string => join(directory.path, name);

function encode(target: string, more: Partial<FfmpegRun> = {}): FfmpegRun {
  return {
    input: { file: clip, container: 'mp4' },
    limits: DEFAULT_LIMITS,
    outputs: [{ options: ['-map', '0:v', '-c:v', 'libx264', '-f', 'mp4'], target }],
    signal: new AbortController().signal,
    wallMs: 20_000,
    stallMs: 20_000,
    ...more,
  };
}

/** Command lines of living processes that mention a text. */
async function processesWith(text: string): Promise<string[]> {
  const { stdout } = await run('ps', ['-eo', 'pid=,stat=,args=']);
  return stdout.split('\n').filter((line) => line.includes(text) && !/^\s*\d+ Z/.test(line));
}

/** A killed process is listed until the kernel has had time for it. */
async function expectGone(text: string): Promise<void> {
  await vi.waitFor(async () => expect(await processesWith(text)).toEqual([]), {
    timeout: 5000,
    interval: 50,
  });
}

describe('no ffmpeg outlives its work', () => {
  test('a worker ended by kill -9 takes its ffmpeg with it', async () => {
    const output = path('orphan.mp4');
    const script = new URL('./endless-encode.ts', import.meta.url).pathname;
    const worker = spawn(process.execPath, [script, clip, output], { stdio: 'pipe' });
    await once(worker.stdout, 'data');
    expect((await processesWith(output)).length).toBeGreaterThan(1);
    worker.kill('SIGKILL');
    await expectGone(output);
  });

  test('an abort ends it, with everything it started', async () => {
    const output = path('aborted.mp4');
    const abort = new AbortController();
    const running = runFfmpeg(
      encode(`file:${output}`, {
        inputOptions: ['-stream_loop', '-1'],
        signal: abort.signal,
        onProgress: () => abort.abort(),
      }),
    );
    await expect(running).rejects.toMatchObject({ code: 'aborted', retryable: true });
    await expectGone(output);
  });

  test('an abort before the start starts nothing', async () => {
    const output = path('never.mp4');
    const running = runFfmpeg(encode(`file:${output}`, { signal: AbortSignal.abort() }));
    await expect(running).rejects.toMatchObject({ code: 'aborted' });
    await expect(stat(output)).rejects.toThrow('ENOENT');
  });

  test('a program that ignores being asked is ended when it stands still', async () => {
    const deaf = path('deaf.sh');
    await writeFile(deaf, '#!/bin/sh\ntrap "" TERM\nwhile :; do sleep 0.1; done\n');
    await chmod(deaf, 0o755);
    const running = runFfmpeg(
      encode('pipe:1', { tools: { ffmpeg: deaf, ffprobe: 'ffprobe' }, stallMs: 200 }),
    );
    await expect(running).rejects.toMatchObject({ code: 'timeout', retryable: true });
    await expectGone(deaf);
  });
});

describe('what ffmpeg is told', () => {
  test('its environment holds no secrets of ours', async () => {
    const spy = path('spy.sh');
    await writeFile(
      spy,
      `#!/bin/sh\nenv > ${path('env.txt')}\nprintf '%s\\n' "$@" > ${path('args.txt')}\n`,
    );
    await chmod(spy, 0o755);
    vi.stubEnv('PROVIDER_KEY', 'very-secret');
    const options = ['-metadata', 'title=x /evil.mp4', '-f', 'null'];
    await runFfmpeg(
      encode('-', {
        tools: { ffmpeg: spy, ffprobe: 'ffprobe' },
        outputs: [{ options, target: 'pipe:1' }],
      }),
    );
    vi.unstubAllEnvs();
    expect(await readFile(path('env.txt'), 'utf8')).not.toContain('very-secret');
    const args = (await readFile(path('args.txt'), 'utf8')).split('\n');
    // An option with a space in it stays one argument.
    expect(args).toContain('title=x /evil.mp4');
    expect(args.indexOf('-protocol_whitelist')).toBeLessThan(args.indexOf('-i'));
  });

  test('a full disk is told apart from a bad file', async () => {
    const error = await runFfmpeg(
      encode('file:/dev/full', {
        outputs: [
          {
            options: ['-map', '0:v', '-c:v', 'rawvideo', '-f', 'rawvideo'],
            target: 'file:/dev/full',
          },
        ],
      }),
    ).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: 'no_space', retryable: true });
  });

  test('a missing program is told apart from a failing one', async () => {
    const tools = { ffmpeg: 'no-such-ffmpeg', ffprobe: 'ffprobe' };
    await expect(runFfmpeg(encode('pipe:1', { tools }))).rejects.toMatchObject({
      code: 'tool_missing',
    });
    const wrong = encode('pipe:1', { outputs: [{ options: ['-c:v', 'nope'], target: 'pipe:1' }] });
    await expect(runFfmpeg(wrong)).rejects.toMatchObject({ code: 'transcode_failed' });
  });
});

test('progress is read across chunk borders, and N/A and standstill are not progress', () => {
  const seen: EncodeProgress[] = [];
  const read = progressReader((progress) => seen.push(progress));
  const feed = (text: string): void => read(Buffer.from(text));
  feed('frame=0\nout_time_us=N/A\nprog');
  feed('ress=continue\nframe=12\nout_time_us=500000\nprogress=continue\n');
  feed('frame=12\nout_time_us=500000\nprogress=continue\n');
  feed('frame=24\nout_time_us=1000000\nprogress=end\n');
  expect(seen).toEqual([
    { seconds: 0, frames: 0 },
    { seconds: 0.5, frames: 12 },
    { seconds: 1, frames: 24 },
  ]);
});
