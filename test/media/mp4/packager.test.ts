import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boxesIn, findBox, needBox } from '../../../media/mp4/boxes.ts';
import { durationOf, parseFragment } from '../../../media/mp4/fragment.ts';
import { parseInit, setUpright } from '../../../media/mp4/init-segment.ts';
import {
  audioCuts,
  indexTrack,
  readSegment,
  videoCuts,
  type Track,
} from '../../../media/mp4/packager.ts';
import { clipDirectory, ffmpeg } from '../clips.ts';

let directory: Awaited<ReturnType<typeof clipDirectory>>;
let picture: Track;
let sound: Track;

const path = (name: string): string => join(directory.path, name);
const FRAGMENTED = ['-movflags', '+cmaf+frag_keyframe+skip_trailer', '-f', 'mp4'];

beforeAll(async () => {
  directory = await clipDirectory();
  const grid = ['-g', '12', '-keyint_min', '12', '-sc_threshold', '0', '-bf', '3'];
  const source = ['-f', 'lavfi', '-t', '2', '-i', 'testsrc2=s=160x90:r=24'];
  const x264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', ...grid, ...FRAGMENTED];
  await ffmpeg([...source, ...x264, path('picture.mp4')]);
  const aac = ['-c:a', 'aac', ...FRAGMENTED, '-frag_duration', '500000'];
  await ffmpeg(['-f', 'lavfi', '-t', '2', '-i', 'sine=r=48000', ...aac, path('sound.mp4')]);
  [picture, sound] = await Promise.all([
    indexTrack(path('picture.mp4')),
    indexTrack(path('sound.mp4')),
  ]);
});
afterAll(() => directory.remove());

describe('a picture', () => {
  test('is cut at its key frames, each segment whole in itself', () => {
    const cuts = videoCuts(picture, 24);
    expect(cuts.map((samples) => samples.length)).toEqual([24, 24]);
    for (const samples of cuts) {
      expect(durationOf(samples) / picture.init.timescale).toBe(1);
      expect(samples[0]).toMatchObject({ sync: true, offset: 0 });
      for (const { offset } of samples) expect(offset).toBeGreaterThanOrEqual(0);
    }
  });

  test('is not cut where there is no key frame', () => {
    expect(() => videoCuts(picture, 18)).toThrow('no IDR at frame 18');
  });

  test('keeps every byte of every sample in its order', async () => {
    await using handle = await open(picture.file);
    const [first = []] = videoCuts(picture, 24);
    const bytes = await readSegment(handle, picture, first, { sequence: 1, decodeTime: 0 });
    expect(boxesIn(bytes).map(({ type }) => type)).toEqual(['styp', 'moof', 'mdat']);
    const mdat = needBox(bytes, 'mdat');
    const source = await readFile(picture.file);
    const samples = first.map(({ position, size }) => source.subarray(position, position + size));
    expect(Buffer.concat(samples).equals(bytes.subarray(mdat.body, mdat.end))).toBe(true);
  });

  test('says in its fragment what was planned, far beyond 32 bits of time', async () => {
    await using handle = await open(picture.file);
    const [, second = []] = videoCuts(picture, 24);
    const place = { sequence: 7, decodeTime: 2 ** 33 };
    const bytes = await readSegment(handle, picture, second, place);
    const fragment = parseFragment(bytes, needBox(bytes, 'moof'), picture.init);
    expect(fragment).toMatchObject({ ...place, baseIsMoof: true });
    expect(
      fragment.samples.map(({ duration, offset, size, sync }) => [duration, offset, size, sync]),
    ).toEqual(second.map(({ duration, offset, size, sync }) => [duration, offset, size, sync]));
  });
});

describe('sound', () => {
  test('is cut at the frame nearest to each boundary of the picture', () => {
    const cuts = audioCuts(sound, [0.5, 1]);
    const lengths = cuts.map((samples) => durationOf(samples) / sound.init.timescale);
    expect(lengths).toHaveLength(3);
    expect(Math.abs((lengths[0] ?? 0) - 0.5)).toBeLessThanOrEqual(0.5 * (1024 / 48_000) + 1e-9);
    expect(cuts.flat()).toEqual(sound.samples);
  });

  test('that ends before a boundary has no segment for it', () => {
    expect(audioCuts(sound, [1, 9])).toHaveLength(2);
  });
});

describe('headers', () => {
  test('lose the turning that the encoder copied into them', async () => {
    const turned = Buffer.from(picture.initBytes);
    const tkhd = findBox(turned, 'moov/trak/tkhd');
    turned.writeInt32BE(0, (tkhd?.body ?? 0) + 40);
    turned.writeInt32BE(0x10000, (tkhd?.body ?? 0) + 44);
    expect(parseInit(turned).turned).toBe(true);
    setUpright(turned);
    expect(parseInit(turned).turned).toBe(false);
    expect(turned.equals(picture.initBytes)).toBe(true);
    const file = path('turned.mp4');
    await writeFile(
      file,
      (await readFile(picture.file)).fill(0x7f, (tkhd?.body ?? 0) + 43, (tkhd?.body ?? 0) + 44),
    );
    expect((await indexTrack(file)).init.turned).toBe(false);
  });
});

describe('an encoder’s file that is broken', () => {
  test.each([
    ['ends within a box', (bytes: Buffer) => bytes.subarray(0, bytes.length - 10), /cut short/],
    ['has no samples', (bytes: Buffer) => bytes.subarray(0, boxesIn(bytes)[1]?.end), /empty/],
    [
      'has lost its header',
      (bytes: Buffer) => bytes.subarray(boxesIn(bytes)[2]?.start),
      /moof before moov/,
    ],
  ])('because it %s is refused', async (_name, change, reason) => {
    await writeFile(path('broken.mp4'), change(await readFile(picture.file)));
    await expect(indexTrack(path('broken.mp4'))).rejects.toThrow(reason);
  });
});
