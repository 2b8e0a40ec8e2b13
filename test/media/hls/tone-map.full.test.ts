import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clipDirectory, ffmpeg, ffprobe } from '../clips.ts';
import { lookedAt, publishFile, seenByClient } from '../published.ts';

let directory: Awaited<ReturnType<typeof clipDirectory>>;

beforeAll(async () => {
  directory = await clipDirectory();
});
afterAll(() => directory.remove());

test.each([
  ['PQ', 'smpte2084'],
  ['HLG', 'arib-std-b67'],
])('%s is published in the range of common screens, and says so', async (name, transfer) => {
  const file = join(directory.path, `${name}.mp4`);
  const tags = `colorprim=bt2020:transfer=${transfer}:colormatrix=bt2020nc`;
  await ffmpeg(
    [
      ['-f', 'lavfi', '-t', '1', '-i', 'testsrc2=s=320x180:r=24', '-vf', 'format=yuv420p10le'],
      ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', `log-level=0:${tags}`],
      ['-color_primaries', 'bt2020', '-color_trc', transfer, '-colorspace', 'bt2020nc', file],
    ].flat(),
  );
  const take = await publishFile(file);
  const seen = await seenByClient(take);
  expect(seen.frames).toEqual([24]);
  expect(seen.master).not.toContain('VIDEO-RANGE');
  const fields = 'pix_fmt,color_range,color_space,color_transfer,color_primaries';
  expect(await ffprobe(join(take.root, '180p/index.m3u8'), fields)).toBe(
    'yuv420p,tv,bt709,bt709,bt709',
  );
  // Still a picture: neither washed out nor sunk.
  const mean = Number(/mean:\[(\d+)/.exec(await lookedAt(take, 'showinfo'))?.[1]);
  expect(mean).toBeGreaterThan(40);
  expect(mean).toBeLessThan(200);
});
