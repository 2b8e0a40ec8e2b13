import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32c } from '@node-rs/crc32';
import * as HLS from 'hls-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planLadder, type Ladder } from '../../../domain/renditions/ladder.ts';
import { multivariantPlaylist } from '../../../media/hls/playlists.ts';
import { probe, type Probe } from '../../../media/source/probe.ts';
import {
  transcodeTree,
  type TranscodeOptions,
  type TranscodeResult,
} from '../../../media/hls/transcode.ts';
import { clipDirectory, decodedFrames, ffmpeg, ffprobe, makeClip, type Clip } from '../clips.ts';
import { masterIn, mediaIn } from './parsed.ts';

let directory: Awaited<ReturnType<typeof clipDirectory>>;

beforeAll(async () => {
  HLS.setOptions({ strictMode: true });
  directory = await clipDirectory();
});
afterAll(() => directory.remove());

const path = (name: string): string => join(directory.path, name);

interface Published extends TranscodeResult {
  root: string;
  probe: Probe;
  ladder: Ladder;
}

async function publish(file: string, more: Partial<TranscodeOptions> = {}): Promise<Published> {
  const { signal } = new AbortController();
  const input = { file, container: file.endsWith('.webm') ? 'webm' : 'mp4' } as const;
  const found = await probe({ ...input, signal });
  const root = `${file}.tree`;
  const ladder = planLadder(found);
  const options = { input, probe: found, ladder, outDir: root, signal, ...more };
  return { ...(await transcodeTree(options)), root, probe: found, ladder };
}

async function publishClip(name: string, clip: Clip): Promise<Published> {
  return publish(await makeClip(path(name), clip));
}

/** Every frame of every variant, as an independent client counts them. */
async function expectWholePicture(published: Published, frames: number): Promise<void> {
  for (const { name } of published.variants) {
    expect(await decodedFrames(join(published.root, name, 'index.m3u8')), name).toBe(frames);
  }
}

describe('an ordinary take', () => {
  let published: Published;
  const progress: number[] = [];
  beforeAll(async () => {
    // Pictures that are shown in another order than they are stored, as encoders do by default.
    const options = ['-preset', 'veryfast', '-bf', '3'];
    const clip = { width: 640, height: 360, rate: '30000/1001', seconds: 5, sound: 5, options };
    published = await publish(await makeClip(path('ordinary.mp4'), clip), {
      onProgress: (fraction) => progress.push(fraction),
    });
  });

  test('every frame of the source arrives through every variant', async () => {
    expect(published.variants.map(({ name }) => name)).toEqual(['360p', '240p']);
    await expectWholePicture(published, 150);
  });

  test('an independent strict parser accepts every playlist', async () => {
    const playlists = published.files.filter(({ path: file }) => file.endsWith('.m3u8'));
    expect(playlists).toHaveLength(4);
    for (const { path: file } of playlists) {
      const text = await readFile(join(published.root, file), 'utf8');
      expect(() => HLS.parse(text), file).not.toThrow();
    }
  });

  test('the master says what the headers and the bytes say', async () => {
    const text = await readFile(join(published.root, 'master.m3u8'), 'utf8');
    const master = masterIn(text);
    expect(master.independentSegments).toBe(true);
    for (const variant of master.variants) {
      expect(variant.codecs).toMatch(/^avc1\.6400[0-9a-f]{2},mp4a\.40\.2$/);
      expect(variant.frameRate).toBeCloseTo(29.97, 3);
      const [audio] = variant.audio;
      expect(audio).toMatchObject({ language: 'und', isDefault: true, channels: '2' });
      const directoryOf = variant.uri.split('/')[0] ?? '';
      const bits = await bitsOf(published, directoryOf, 'audio');
      const average = variant.averageBandwidth ?? 0;
      expect(Math.abs(bits / 5.005 - average) / average).toBeLessThan(0.01);
      expect(variant.bandwidth).toBeGreaterThanOrEqual(average);
    }
  });

  test('segments are cut at the same times in every variant, four seconds apart', async () => {
    expect(await durations(published, '360p')).toEqual([4.004, 1.001]);
    expect(await durations(published, '240p')).toEqual([4.004, 1.001]);
    const sound = await durations(published, 'audio');
    expect(sound).toHaveLength(2);
    expect(sound.reduce((sum, duration) => sum + duration)).toBeCloseTo(5.005, 1);
  });

  test('an instant of sound stays at its instant of picture', async () => {
    // A tone that begins at 1 s must begin at 1 s in what a client decodes.
    const file = path('beep.mp4');
    await ffmpeg(
      [
        ['-f', 'lavfi', '-t', '2', '-i', 'testsrc2=s=320x180:r=24'],
        ['-f', 'lavfi', '-t', '2', '-i', 'aevalsrc=if(gte(t\\,1)\\,0.5*sin(6000*t)\\,0):s=48000'],
        ['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'pcm_s16le', '-f', 'mov', file],
      ].flat(),
    );
    const { root } = await publish(file);
    const raw = path('beep.raw');
    const playlist = join(root, 'audio/index.m3u8');
    await ffmpeg(['-i', playlist, '-ac', '1', '-f', 's16le', raw]);
    const bytes = await readFile(raw);
    const samples = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
    const start = samples.findIndex((sample) => Math.abs(sample) > 3000) / 48_000;
    expect(start).toBeGreaterThan(0.99);
    expect(start).toBeLessThan(1.01);
  });

  test('the manifest lists exactly the files on disk, with their bytes and checksums', async () => {
    const entries = await readdir(published.root, { recursive: true, withFileTypes: true });
    const found = entries.filter((entry) => entry.isFile());
    const names = found.map((entry) =>
      join(entry.parentPath, entry.name).slice(published.root.length + 1),
    );
    expect(names.toSorted()).toEqual(published.files.map(({ path: file }) => file).toSorted());
    for (const file of published.files) {
      const bytes = await readFile(join(published.root, file.path));
      expect(file.bytes).toBe(bytes.length);
      expect(Number.parseInt(file.crc32c, 16)).toBe(crc32c(bytes));
    }
  });

  test('every file has the content type that players need', () => {
    const types = Object.fromEntries(published.files.map((f) => [f.path, f.contentType]));
    expect(types).toMatchObject({
      'master.m3u8': 'application/vnd.apple.mpegurl',
      '360p/init.mp4': 'video/mp4',
      '360p/seg-00001.m4s': 'video/iso.segment',
      'audio/init.mp4': 'audio/mp4',
      'poster.jpg': 'image/jpeg',
    });
  });

  test('a stable master one level up points into the version', () => {
    const text = multivariantPlaylist({ ...published, base: 'v7/' });
    const master = masterIn(text);
    expect(master.variants.map(({ uri }) => uri)).toEqual([
      'v7/360p/index.m3u8',
      'v7/240p/index.m3u8',
    ]);
    expect(text).toContain('URI="v7/audio/index.m3u8"');
  });

  test('progress only grows, and ends at 1', () => {
    expect(progress.length).toBeGreaterThan(2);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
  });

  test('the poster is a picture of the take', async () => {
    const size = await ffprobe(join(published.root, 'poster.jpg'), 'width,height');
    expect(size).toBe('640,360');
    expect((await stat(join(published.root, 'poster.jpg'))).size).toBeGreaterThan(2000);
  });
});

async function durations({ root }: Published, name: string): Promise<number[]> {
  const text = await readFile(join(root, name, 'index.m3u8'), 'utf8');
  return mediaIn(text).segments.map(({ duration }) => duration);
}

async function bitsOf({ root }: Published, ...names: string[]): Promise<number> {
  let bytes = 0;
  for (const name of names) {
    const files = await readdir(join(root, name));
    for (const file of files.filter((entry) => entry.endsWith('.m4s'))) {
      bytes += (await stat(join(root, name, file))).size;
    }
  }
  return bytes * 8;
}

describe('takes of every shape', () => {
  test('a turned picture is published upright', async () => {
    await makeClip(path('flat.mp4'));
    const file = path('turned.mp4');
    await ffmpeg(['-i', path('flat.mp4'), '-c', 'copy', '-metadata:s:v', 'rotate=90', file]);
    const published = await publish(file);
    expect(published.variants[0]).toMatchObject({ name: '180p', width: 180, height: 320 });
    await expectWholePicture(published, 48);
  });

  test('odd sides become even ones', async () => {
    const published = await publishClip('odd.mp4', {
      width: 641,
      height: 359,
      seconds: 1,
      options: ['-pix_fmt', 'yuv444p'],
    });
    expect(published.variants[0]).toMatchObject({ width: 640, height: 358 });
    await expectWholePicture(published, 24);
  });

  test('a portrait take gets rungs by its short side', async () => {
    const published = await publishClip('portrait.mp4', { width: 360, height: 640, seconds: 1 });
    expect(published.variants.map(({ width, height }) => [width, height])).toEqual([
      [360, 640],
      [240, 426],
    ]);
  });

  test.each([
    [16, 16],
    [64, 36],
  ])('a tiny take of %ix%i is published as it is', async (width, height) => {
    const published = await publishClip(`tiny-${width}.mp4`, { width, height, seconds: 1 });
    expect(published.variants).toHaveLength(1);
    expect(published.variants[0]).toMatchObject({ width, height });
    await expectWholePicture(published, 24);
  });

  test('60 frames a second stay 60', async () => {
    const published = await publishClip('sixty.mp4', { rate: '60', seconds: 3 });
    expect(published.variants[0]?.frameRate).toBe(60);
    await expectWholePicture(published, 180);
  });

  test('a varying rate becomes constant over the same time', async () => {
    const published = await publishClip('varying.mp4', {
      rate: '30',
      filter: 'select=lt(t\\,1)+not(mod(n\\,3))',
      options: ['-fps_mode', 'vfr'],
    });
    // The last picture begins at frame 57 of 30 a second.
    await expectWholePicture(published, 58);
  });

  test('a last picture that is held is shown for as long', async () => {
    const published = await publishClip('held.mp4', {
      rate: '10',
      filter: 'select=lt(n\\,5)+eq(n\\,19)',
      options: ['-fps_mode', 'vfr'],
    });
    expect(published.duration).toBeCloseTo(published.probe.duration, 1);
    await expectWholePicture(published, Math.round(published.probe.duration * 10));
  });

  test('a WebM take with sound of another rate', async () => {
    const published = await publishClip('web.webm', { sound: 2 });
    expect(published.audio).toMatchObject({ codec: 'mp4a.40.2' });
    await expectWholePicture(published, 48);
  });

  test('a single picture', async () => {
    const published = await publishClip('one.mp4', { seconds: 0.04, sound: 0.04 });
    await expectWholePicture(published, 1);
  });

  test.each([
    ['longer', 4],
    ['shorter', 0.5],
  ])('sound that is %s than the picture ends with it', async (name, sound) => {
    const published = await publishClip(`sound-${name}.mp4`, { sound });
    expect(published.audio).not.toBeNull();
    const parts = await durations(published, 'audio');
    const total = parts.reduce((sum, duration) => sum + duration, 0);
    expect(Math.abs(total - 2)).toBeLessThan(0.022);
  });

  test('a silent take has no audio group', async () => {
    const published = await publishClip('silent.mp4', { seconds: 1 });
    expect(published.audio).toBeNull();
    const text = await readFile(join(published.root, 'master.m3u8'), 'utf8');
    expect(text).not.toContain('AUDIO');
    expect(text).toMatch(/CODECS="avc1\.[0-9a-f]{6}"/);
  });

  test('colour tags are kept', async () => {
    const colours = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'];
    const published = await publishClip('colour.mp4', { seconds: 1, options: colours });
    const playlist = join(published.root, '180p/index.m3u8');
    const stdout = await ffprobe(playlist, 'color_space,color_transfer');
    expect(stdout.trim().split('\n')[0]).toBe('bt709,bt709');
  });
});

describe('what goes wrong', () => {
  test('damaged pictures are the file’s fault and are not tried again', async () => {
    const file = await makeClip(path('damaged.mp4'), { options: ['-movflags', '+faststart'] });
    const bytes = await readFile(file);
    bytes.fill(0x55, bytes.length >> 1, (bytes.length >> 1) + 4000);
    await writeFile(file, bytes);
    await expect(publish(file)).rejects.toMatchObject({
      code: 'media_unreadable',
      retryable: false,
    });
  });

  test('an abort ends the encoder and is told apart', async () => {
    const file = await makeClip(path('abort.mp4'), { width: 640, height: 360, seconds: 4 });
    const abort = new AbortController();
    const running = publish(file, { signal: abort.signal, onProgress: () => abort.abort() });
    await expect(running).rejects.toMatchObject({ code: 'aborted', retryable: true });
  });

  test('a limit on time is kept', async () => {
    const file = await makeClip(path('slow.mp4'), { width: 640, height: 360, seconds: 4 });
    await expect(publish(file, { limits: { wallMs: 50 } })).rejects.toMatchObject({
      code: 'timeout',
      retryable: true,
    });
  });

  test('a directory that is not fresh is refused', async () => {
    const file = await makeClip(path('again.mp4'), { seconds: 1 });
    await publish(file);
    await expect(publish(file)).rejects.toMatchObject({ code: 'transcode_failed' });
  });
});
