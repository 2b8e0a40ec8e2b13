import { readFile, truncate, writeFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { probe, type Probe, type ProbeOptions } from '../../../media/source/probe.ts';
import { DEFAULT_LIMITS } from '../../../media/ffmpeg/input.ts';
import { clipDirectory, ffmpeg, makeClip, type Clip } from '../clips.ts';

const { signal } = new AbortController();
let directory: Awaited<ReturnType<typeof clipDirectory>>;

beforeAll(async () => {
  directory = await clipDirectory();
});
afterAll(() => directory.remove());

const path = (name: string): string => join(directory.path, name);

async function probed(name: string, clip: Clip, more: Partial<ProbeOptions> = {}): Promise<Probe> {
  const file = await makeClip(path(name), clip);
  return probe({ file, container: name.endsWith('.webm') ? 'webm' : 'mp4', signal, ...more });
}

async function refusal(file: string, more: Partial<ProbeOptions> = {}): Promise<unknown> {
  return probe({ file, container: 'mp4', signal, ...more }).catch((error: unknown) => error);
}

describe('what a file is', () => {
  test('size, exact rate, duration and sound of a plain take', async () => {
    const found = await probed('plain.mp4', { rate: '30000/1001', sound: 2 });
    expect(found).toMatchObject({
      width: 320,
      height: 180,
      rate: { num: 30_000, den: 1001 },
      constantRate: true,
      frames: 60,
      hasAudio: true,
      videoCodec: 'h264',
      audioCodec: 'aac',
      audioLanguage: 'und',
    });
    expect(found.duration).toBeCloseTo(2.002, 6);
  });

  test('milliseconds of WebM find their way back to the exact rate', async () => {
    const found = await probed('web.webm', { rate: '24000/1001' });
    expect(found).toMatchObject({ rate: { num: 24_000, den: 1001 }, constantRate: true });
    expect(found).toMatchObject({ hasAudio: false, audioStream: null, videoCodec: 'vp8' });
  });

  test('a turned picture has the size that a viewer sees', async () => {
    await makeClip(path('flat.mp4'));
    await ffmpeg([
      '-i',
      path('flat.mp4'),
      '-c',
      'copy',
      '-metadata:s:v',
      'rotate=90',
      path('turned.mp4'),
    ]);
    const found = await probe({ file: path('turned.mp4'), container: 'mp4', signal });
    expect(found).toMatchObject({ width: 180, height: 320, codedWidth: 320, codedHeight: 180 });
    expect(found.rotation % 180).toBe(90);
  });

  test('pixels that are not square are made so', async () => {
    const found = await probed('wide.mp4', { filter: 'setsar=4/3' });
    expect(found).toMatchObject({ width: 427, height: 180, codedWidth: 320 });
  });

  test('a varying rate gets a constant one to be published at', async () => {
    // Every frame of the first second, every third after it.
    const filter = 'select=lt(t\\,1)+not(mod(n\\,3))';
    const found = await probed('varying.mp4', {
      rate: '30',
      filter,
      options: ['-fps_mode', 'vfr'],
    });
    expect(found.constantRate).toBe(false);
    expect(found.frames).toBe(40);
    expect(found.rate).toEqual({ num: 30, den: 1 });
  });

  test('120 frames a second are published at 60', async () => {
    const found = await probed('fast.mp4', { rate: '120', seconds: 1 });
    expect(found).toMatchObject({ frameRate: 120, constantRate: false });
    expect(found.rate.num / found.rate.den).toBe(60);
  });

  test('a single picture has its own length', async () => {
    const found = await probed('one.mp4', { seconds: 0.04 });
    expect(found).toMatchObject({ frames: 1, rate: { num: 24, den: 1 } });
    expect(found.duration).toBeCloseTo(1 / 24, 3);
  });
});

describe('what is refused', () => {
  test('a playlist under another name opens no other file', async () => {
    await writeFile(path('trap.mp4'), '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n');
    const error = await refusal(path('trap.mp4'));
    expect(error).toMatchObject({ code: 'media_unreadable', retryable: false });
    expect(JSON.stringify(error)).not.toContain('root:');
    expect(await refusal(path('trap.mp4'), { container: 'webm' })).toMatchObject({
      code: 'media_unreadable',
    });
  });

  test.each(['<!DOCTYPE html><h1>404</h1>', '', '\0\0\0\x18ftypmp42'])(
    'bytes that are no video: %j',
    async (text) => {
      await writeFile(path('page.mp4'), text);
      expect(await refusal(path('page.mp4'))).toMatchObject({ code: 'media_unreadable' });
    },
  );

  test('a file cut off before its index, or before its last picture', async () => {
    await makeClip(path('cut.mp4'));
    const { size } = await stat(path('cut.mp4'));
    await truncate(path('cut.mp4'), Math.floor(size / 2));
    expect(await refusal(path('cut.mp4'))).toMatchObject({ code: 'media_unreadable' });

    await makeClip(path('early.mp4'), { options: ['-movflags', '+faststart'] });
    await truncate(path('early.mp4'), Math.floor((await stat(path('early.mp4'))).size * 0.6));
    expect(await refusal(path('early.mp4'))).toMatchObject({
      code: 'media_unreadable',
      message: 'The file ends before its last picture.',
    });
  });

  test('a cut-off WebM', async () => {
    await makeClip(path('cut.webm'));
    await truncate(path('cut.webm'), Math.floor((await stat(path('cut.webm'))).size * 0.7));
    const error = await refusal(path('cut.webm'), { container: 'webm' });
    expect(error).toMatchObject({ code: 'media_unreadable' });
  });

  test('sound without a picture', async () => {
    await ffmpeg(['-f', 'lavfi', '-t', '1', '-i', 'sine', '-f', 'mp4', path('sound.mp4')]);
    expect(await refusal(path('sound.mp4'))).toMatchObject({ message: 'The file has no picture.' });
  });

  test('a picture in a codec that is not allowed', async () => {
    await ffmpeg(
      [
        ['-f', 'lavfi', '-t', '0.2', '-i', 'testsrc2=s=64x64', '-c:v', 'mjpeg', '-f', 'mov'],
        path('mjpeg.mp4'),
      ].flat(),
    );
    expect(await refusal(path('mjpeg.mp4'))).toMatchObject({ code: 'media_unreadable' });
  });

  test('more pixels, seconds or pictures than allowed, before a single one is decoded', async () => {
    const file = await makeClip(path('huge.mp4'));
    const bytes = await readFile(file);
    const entry = bytes.indexOf('avc1', bytes.indexOf('stsd'));
    bytes.writeUInt16BE(65_000, entry + 28);
    bytes.writeUInt16BE(65_000, entry + 30);
    await writeFile(path('lying.mp4'), bytes);
    // A header's claim is not what is allocated: the picture's own parameters are.
    expect(await refusal(path('lying.mp4'))).toMatchObject({ width: 320, height: 180 });

    const limited = (limits: object): Promise<unknown> =>
      refusal(file, { limits: { ...DEFAULT_LIMITS, ...limits } });
    const exceeded = { code: 'limit_exceeded', retryable: false };
    expect(await limited({ pixels: 320 * 180 - 1 })).toMatchObject(exceeded);
    expect(await limited({ duration: 1 })).toMatchObject(exceeded);
    expect(await limited({ frames: 47 })).toMatchObject(exceeded);
    expect(await limited({ pixels: 320 * 180, duration: 2, frames: 48 })).toMatchObject({
      frames: 48,
    });
  });

  test('a relative path, a missing program and an abort have codes of their own', async () => {
    expect(await refusal('clip.mp4')).toMatchObject({ code: 'media_unreadable' });
    const file = await makeClip(path('fine.mp4'));
    const tools = { ffmpeg: 'ffmpeg', ffprobe: 'no-such-ffprobe' };
    expect(await refusal(file, { tools })).toMatchObject({ code: 'tool_missing', retryable: true });
    expect(await refusal(file, { signal: AbortSignal.abort() })).toMatchObject({ code: 'aborted' });
  });
});
