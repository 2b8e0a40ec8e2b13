import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFile, MP4BoxBuffer } from 'mp4box';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BoxError, boxesIn, findBox, makeBox, u32 } from '../../../media/mp4/boxes.ts';
import { parseInit } from '../../../media/mp4/init-segment.ts';
import { audioCuts, indexTrack, videoCuts, type Track } from '../../../media/mp4/packager.ts';
import { ffmpeg } from '../clips.ts';

let directory: string;
let video: Track;
let audio: Track;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'promptreel-boxes-'));
  const fragmented = ['-movflags', '+cmaf+frag_keyframe+skip_trailer', '-f', 'mp4'];
  const [v, a] = [join(directory, 'v.mp4'), join(directory, 'a.mp4')];
  const picture = ['-f', 'lavfi', '-t', '3', '-i', 'testsrc2=s=320x180:r=24'];
  const gop = ['-g', '24', '-keyint_min', '24', '-sc_threshold', '0', '-pix_fmt', 'yuv420p'];
  await ffmpeg([...picture, '-c:v', 'libx264', '-preset', 'veryfast', ...gop, ...fragmented, v]);
  await ffmpeg(['-f', 'lavfi', '-t', '3', '-i', 'sine=r=48000', '-c:a', 'aac', ...fragmented, a]);
  video = await indexTrack(v);
  audio = await indexTrack(a);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('headers', () => {
  test('codec, size and timescale agree with an independent reader', async () => {
    const file = createFile();
    const bytes = await readFile(video.file);
    const { promise, resolve } = Promise.withResolvers<{ tracks: { codec: string }[] }>();
    file.onReady = resolve;
    const buffer = new Uint8Array(bytes).buffer;
    file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(buffer, 0));
    file.flush();
    const { tracks } = await promise;
    expect(tracks[0]).toMatchObject({
      codec: video.init.codec,
      timescale: video.init.timescale,
      video: { width: 320, height: 180 },
    });
    expect(video.init).toMatchObject({ width: 320, height: 180, samples: 0, editList: false });
  });

  test('AAC-LC is told from its configuration', () => {
    expect(audio.init).toMatchObject({ codec: 'mp4a.40.2', timescale: 48_000, kind: 'audio' });
  });

  test('a header cut anywhere is an error of its own, never a hang', () => {
    for (let length = 0; length < video.initBytes.length; length += 7) {
      expect(() => parseInit(video.initBytes.subarray(0, length))).toThrow(BoxError);
    }
  });
});

describe('boxes', () => {
  test('a box that claims no size or more than there is, is refused', () => {
    expect(() => boxesIn(u32(0, 0x66726565))).toThrow('has size 0');
    expect(() => boxesIn(u32(1, 0x66726565, 0, 0))).toThrow('has size 0');
    expect(() => boxesIn(u32(400, 0x66726565))).toThrow('free is cut short');
  });

  test('what is made is found again', () => {
    const bytes = makeBox(
      'moof',
      makeBox('mfhd', u32(0, 7)),
      makeBox('traf', makeBox('tfdt', u32(1))),
    );
    expect(findBox(bytes, 'moof/traf/tfdt')).toMatchObject({ type: 'tfdt' });
    expect(findBox(bytes, 'moof/traf/trun')).toBeNull();
  });
});

describe('cuts', () => {
  test('the picture is cut every so many frames, and only at an IDR', () => {
    expect(video.samples).toHaveLength(72);
    expect(videoCuts(video, 48).map((cut) => cut.length)).toEqual([48, 24]);
    expect(() => videoCuts(video, 36)).toThrow('no IDR at frame 36');
  });

  test('sound is cut at the frame nearest to the picture’s boundary, without drift', () => {
    const cuts = audioCuts(audio, [1, 2]);
    expect(cuts).toHaveLength(3);
    let time = 0;
    for (const [index, cut] of cuts.entries()) {
      expect(Math.abs(time - index)).toBeLessThanOrEqual(1024 / 48_000 / 2);
      time += cut.reduce((sum, sample) => sum + sample.duration, 0) / 48_000;
    }
  });
});
