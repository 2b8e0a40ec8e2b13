import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clipDirectory, ffmpeg, ffprobe, makeClip } from '../clips.ts';
import { lookedAt, publishFile, seenByClient, type PublishedTake } from '../published.ts';

/** What other people's programs write: each was met with outside of ours. */
let directory: Awaited<ReturnType<typeof clipDirectory>>;
let both: string;

beforeAll(async () => {
  directory = await clipDirectory();
  both = await makeClip(path('both.mp4'), { seconds: 1, sound: 1 });
});
afterAll(() => directory.remove());

const path = (name: string): string => join(directory.path, name);

async function from(name: string, ...args: string[][]): Promise<PublishedTake> {
  await ffmpeg([...args.flat(), path(name)]);
  return publishFile(path(name));
}

/** All of the picture, for exactly its time, in every variant. */
async function expectWhole(take: PublishedTake, frames = 24, rate = '24.000'): Promise<void> {
  const seen = await seenByClient(take);
  expect(new Set(seen.frames)).toEqual(new Set([frames]));
  for (const seconds of seen.seconds) expect(seconds).toBeCloseTo(frames / Number(rate), 3);
  expect(seen.master).toContain(`FRAME-RATE=${rate}`);
}

describe('a stream that nobody plays costs nothing', () => {
  test.each(['png', 'mjpeg'])('a cover picture as %s', async (codec) => {
    const cover = path(`cover.${codec === 'png' ? 'png' : 'jpg'}`);
    await ffmpeg(['-f', 'lavfi', '-i', 'color=red:s=64x64', '-frames:v', '1', cover]);
    const maps = ['-map', '0', '-map', '1', '-c', 'copy', '-disposition:v:1', 'attached_pic'];
    const take = await from(`with-${codec}.mp4`, ['-i', both, '-i', cover], maps);
    expect(take.audio).not.toBeNull();
    expect(take.variants[0]).toMatchObject({ width: 320, height: 180 });
    await expectWhole(take);
  });

  test('chapters make no track in any rendition', async () => {
    const marks = '[CHAPTER]\nTIMEBASE=1/10\nSTART=0\nEND=5\ntitle=one\n';
    await writeFile(path('marks.txt'), `;FFMETADATA1\n${marks}`);
    const inputs = ['-i', both, '-i', path('marks.txt')];
    const take = await from('chapters.mp4', inputs, ['-map_metadata', '1', '-c', 'copy']);
    expect(take.probe.streams).toBe(3);
    expect(take.audio).not.toBeNull();
    await expectWhole(take);
  });

  test('subtitles and a timecode', async () => {
    await writeFile(path('words.srt'), '1\n00:00:00,000 --> 00:00:01,000\nhello\n');
    const inputs = ['-i', both, '-i', path('words.srt'), '-map', '0', '-map', '1'];
    const subtitled = [...inputs, '-c', 'copy', '-c:s'];
    await expectWhole(await from('subtitled.mp4', subtitled, ['mov_text']));
    await expectWhole(await from('subtitled.mkv', subtitled, ['ass']));
    await expectWhole(
      await from('timed.mov', ['-i', both, '-c', 'copy', '-timecode', '01:00:00:00']),
    );
  });

  test('sound in a format that we do not decode is left out', async () => {
    const take = await from('dts.mp4', [
      '-i',
      both,
      '-c:v',
      'copy',
      '-c:a',
      'dca',
      '-strict',
      '-2',
    ]);
    expect(take.probe).toMatchObject({ hasAudio: false, audioStream: null });
    expect(take.audio).toBeNull();
    await expectWhole(take);
  });

  test('and the track after it is played', async () => {
    const codecs = ['-c:v', 'copy', '-c:a:0', 'dca', '-strict', '-2', '-c:a:1', 'copy'];
    const maps = ['-map', '0:v', '-map', '0:a', '-map', '0:a'];
    const take = await from('dts-aac.mp4', ['-i', both], maps, codecs);
    expect(take.probe).toMatchObject({ audioStream: 2, audioCodec: 'aac' });
    await expectWhole(take);
  });

  test('a sound track without a sample is no sound', async () => {
    const empty = ['-bsf:a', 'noise=drop=1', '-movflags', '+empty_moov+frag_keyframe'];
    const take = await from('empty.mp4', ['-i', both, '-c', 'copy'], empty);
    expect(take.probe.streams).toBe(2);
    expect(take.probe.hasAudio).toBe(false);
    expect(take.audio).toBeNull();
    await expectWhole(take);
  });

  test('a second film beside the first', async () => {
    const second = ['-f', 'lavfi', '-t', '1', '-i', 'testsrc=s=640x360:r=12'];
    const maps = ['-map', '0:v', '-map', '1:v', '-c:v', 'libx264', '-preset', 'ultrafast'];
    const take = await from('two.mp4', ['-i', both], second, maps, ['-pix_fmt', 'yuv420p']);
    expect(take.variants[0]).toMatchObject({ width: 320 });
    await expectWhole(take);
  });
});

describe('sound that is played', () => {
  test.each([
    ['AC-3', 'ac3.mp4', ['-c:a', 'ac3']],
    ['six channels', 'surround.mp4', ['-c:a', 'aac', '-ac', '6']],
    ['one channel at 22 kHz', 'mono.mp4', ['-c:a', 'aac', '-ac', '1', '-ar', '22050']],
    ['uncompressed samples', 'pcm.mov', ['-c:a', 'pcm_s16be']],
  ])('%s becomes stereo', async (_what, name, codec) => {
    const take = await from(name, ['-i', both, '-c:v', 'copy'], codec);
    expect(take.audio).toMatchObject({ codec: 'mp4a.40.2', channels: 2 });
    await expectWhole(take);
  });

  test('a flash and a beep of one instant stay together in every client', async () => {
    const flash = `testsrc2=s=320x180:r=24:d=2,drawbox=c=white:t=fill:enable='between(t,0.99,1.03)'`;
    const beep = `aevalsrc=if(between(t\\,1\\,1.04)\\,sin(5500*t)\\,0):s=48000:d=2`;
    const encode = ['-c:v', 'libx264', '-bf', '3', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
    const sources = ['-f', 'lavfi', '-i', flash, '-f', 'lavfi', '-i', beep];
    const { root } = await from('flash.mp4', sources, encode);
    const raw = path('beep.raw');
    const master = ['-copyts', '-i', join(root, 'master.m3u8')];
    const levels = await ffmpeg(
      [
        [...master, '-map', '0:v:0', '-copyts', '-vf', 'scale=1:1,format=gray'],
        ['-fps_mode', 'passthrough', '-f', 'rawvideo', '-'],
      ].flat(),
    );
    // A white picture is the brightest of all; its place counts from the first one's time.
    const start = Number(await ffprobe(join(root, '180p/index.m3u8'), 'start_time'));
    const white = [...Buffer.from(levels, 'latin1')];
    const at = start + white.indexOf(Math.max(...white)) / 24;
    await ffmpeg([...master, '-map', '0:a', '-ac', '1', '-f', 's16le', raw]);
    const bytes = await readFile(raw);
    const samples = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
    const heard = samples.findIndex((sample) => Math.abs(sample) > 3000) / 48_000;
    const soundStart = Number(await ffprobe(join(root, 'audio/index.m3u8'), 'start_time'));
    expect(Math.abs(soundStart + heard - at)).toBeLessThan(0.045);
    expect(start).toBe(0);
  });
});

describe('the timeline is what a player would show', () => {
  test('a last picture of one tick is shown for a whole one', async () => {
    const brief = 'setts=duration=if(gte(N\\,23)\\,1\\,DURATION)';
    const take = await from('brief.mp4', ['-i', both, '-an', '-c', 'copy', '-bsf:v', brief]);
    await expectWhole(take);
    const last = await lookedAt(take, 'showinfo');
    expect(new Set(last.match(/checksum:[0-9A-F]+/g)).size).toBe(24);
  });

  test('a phone’s trembling sixty a second keeps every picture', async () => {
    const clip = await makeClip(path('sixty.mp4'), { rate: '60', seconds: 1 });
    const ticks = ['-video_track_timescale', '90000'];
    // 60.058 a second by its own clock, each picture up to 2 ms off.
    const stamps = 'setts=ts=N*1498.55+mod(N*37\\,180):duration=1498';
    const take = await from('phone.mp4', ['-i', clip, '-c', 'copy', '-bsf:v', stamps], ticks);
    expect((await seenByClient(take)).frames).toEqual([60]);
    expect(take.variants[0]?.frameRate).toBeCloseTo(60.05, 1);
  });

  test('pictures that are only referred to are not shown', async () => {
    const vp8 = ['-c:v', 'libvpx', '-b:v', '300k', '-auto-alt-ref', '1', '-lag-in-frames', '16'];
    const source = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=24:d=3', ...vp8, '-g', '999'];
    const passes = ['-deadline', 'good', '-cpu-used', '5', '-passlogfile', path('log'), '-pass'];
    await ffmpeg([...source, ...passes, '1', '-f', 'null', '-']);
    const take = await from('hidden.webm', source, passes, ['2']);
    const packets = await ffmpeg(['-i', path('hidden.webm'), '-c', 'copy', '-f', 'framecrc', '-']);
    expect(packets.split('\n').filter((line) => /^\d/.test(line)).length).toBeGreaterThan(72);
    expect(take.probe).toMatchObject({ frameRate: 24, frames: 72, duration: 3 });
    await expectWhole(take, 72);
  });

  test('fragments whose first picture stands apart by the sound’s priming', async () => {
    const fragments = ['-i', both, '-c', 'copy', '-movflags', '+frag_keyframe+empty_moov'];
    const take = await from('fragmented.mp4', fragments);
    expect(take.probe.frameRate).toBe(24);
    await expectWhole(take);
  });

  test('a picture that stands still for seconds between two others', async () => {
    const clip = { rate: '30', seconds: 4, filter: 'select=lt(t\\,0.5)+gt(t\\,3.5)' };
    const file = await makeClip(path('gap.mp4'), { ...clip, options: ['-fps_mode', 'vfr'] });
    await expectWhole(await publishFile(file), 120, '30.000');
  });

  test('an edit list hides what it cuts off', async () => {
    const take = await from('edited.mp4', ['-ss', '0.5', '-i', both, '-c', 'copy']);
    await expectWhole(take, 12);
  });
});

describe('pictures of every make', () => {
  test('QuickTime without a brand', async () => {
    await ffmpeg(['-i', both, '-c', 'copy', '-f', 'mov', path('branded.mov')]);
    const bytes = await readFile(path('branded.mov'));
    bytes.write('free', 4, 'latin1');
    await writeFile(path('classic.mov'), bytes);
    const take = await publishFile(path('classic.mov'));
    expect(take.audio).not.toBeNull();
    await expectWhole(take);
  });

  test.each([
    ['half of it', '160x90', null],
    ['another shape, which gets bars', '90x160', 'crop=100:180:0:0'],
  ])('a size that changes on the way, to %s', async (_what, size, besides) => {
    const raw = path(`${size}.h264`);
    for (const [name, s] of [
      ['a.h264', '320x180'],
      ['b.h264', size],
    ] as const) {
      const source = ['-f', 'lavfi', '-t', '0.5', '-i', `testsrc2=s=${s}:r=24`];
      await ffmpeg([...source, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-bf', '0', path(name)]);
    }
    const parts = await Promise.all([readFile(path('a.h264')), readFile(path('b.h264'))]);
    await writeFile(raw, Buffer.concat(parts));
    const take = await from(`${size}.mp4`, ['-framerate', '24', '-i', raw, '-c', 'copy']);
    await expectWhole(take);
    // Not cut off: what was at its right edge is there; not stretched: beside it is black.
    const luma = await lookedAt(
      take,
      `trim=start_frame=23,${besides ?? 'crop=40:180:280:0'},showinfo`,
    );
    const mean = Number(/mean:\[(\d+)/.exec(luma)?.[1]);
    if (besides === null) expect(mean).toBeGreaterThan(60);
    else expect(mean).toBeLessThan(20);
  });

  test('interlaced pictures are published without combs', async () => {
    const pan = 'mandelbrot=s=640x360:r=48:start_scale=2:end_scale=0.3:end_pts=144';
    const moving = `${pan},crop=320:180:x='100+80*sin(t*9)':y=50`;
    const fields = ['-vf', 'tinterlace=interleave_top,setfield=tff', '-x264-params', 'tff=1'];
    const codec = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-flags', '+ilme+ildct'];
    const source = ['-f', 'lavfi', '-i', moving, '-t', '1'];
    const take = await from('fields.mp4', source, fields, codec);
    await expectWhole(take);
    const found = /Multi frame.*TFF: *(\d+) BFF: *(\d+) Progressive: *(\d+)/;
    const [, top, bottom, whole] = found.exec(await lookedAt(take, 'idet')) ?? [];
    expect(Number(top) + Number(bottom)).toBeLessThanOrEqual(2);
    expect(Number(whole)).toBeGreaterThanOrEqual(22);
  });

  test.each([
    ['RGB', 'rgb.mp4', ['-c:v', 'libx264rgb', '-pix_fmt', 'rgb24']],
    ['ten bits', 'ten.mp4', ['-c:v', 'libx264', '-pix_fmt', 'yuv420p10le']],
    ['MPEG-4 part 2', 'part2.mp4', ['-c:v', 'mpeg4']],
    ['ProRes', 'prores.mov', ['-c:v', 'prores']],
  ])('%s', async (_what, name, codec) => {
    const take = await from(name, ['-i', both, '-an'], codec);
    await expectWhole(take);
    expect(await ffprobe(join(take.root, '180p/index.m3u8'), 'pix_fmt')).toBe('yuv420p');
  });

  test('full range becomes the range of television', async () => {
    const grey = ['-f', 'lavfi', '-t', '0.5', '-i', 'color=white:s=320x180:r=24'];
    const full = ['-vf', 'scale=out_range=full', '-pix_fmt', 'yuvj420p', '-c:v', 'libx264'];
    const take = await from('full.mp4', grey, full, ['-color_range', 'pc']);
    expect(take.probe.fullRange).toBe(true);
    expect(await lookedAt(take, 'showinfo')).toMatch(/mean:\[23[456] /);
  });

  test('a turned picture is turned once, and so is its poster', async () => {
    const turned = ['-i', both, '-c', 'copy', '-metadata:s:v', 'rotate=90'];
    const take = await from('turned.mp4', turned);
    await expectWhole(take);
    const list = join(take.root, '180p/index.m3u8');
    expect(await ffprobe(list, 'width,height:stream_side_data=rotation')).toBe('180,320');
    expect(await ffprobe(join(take.root, 'poster.jpg'), 'width,height')).toBe('180,320');
  });

  test('a mirrored picture is shown as its file says', async () => {
    const half = 'color=black:s=320x180:r=24,drawbox=w=160:h=180:c=white:t=fill';
    await ffmpeg(['-f', 'lavfi', '-t', '0.2', '-i', half, '-c:v', 'libx264', path('half.mp4')]);
    const bytes = await readFile(path('half.mp4'));
    // tkhd version 0: the matrix follows 40 bytes of header and fields; a = −1 mirrors.
    const matrix = bytes.indexOf('tkhd') + 4 + 40;
    bytes.writeInt32BE(-65_536, matrix);
    await writeFile(path('mirrored.mp4'), bytes);
    const take = await publishFile(path('mirrored.mp4'));
    expect(await lookedAt(take, 'crop=100:180:0:0,showinfo')).toMatch(/mean:\[1[567] /);
  });
});
