import { cp, readFile, rm, truncate, writeFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planLadder, type Ladder } from '../../../domain/renditions/ladder.ts';
import { boxesIn, findBox } from '../../../media/mp4/boxes.ts';
import { packageTree } from '../../../media/hls/package-tree.ts';
import { probe } from '../../../media/source/probe.ts';
import { transcodeTree } from '../../../media/hls/transcode.ts';
import type { TreeExpectation } from '../../../media/hls/rules.ts';
import { verifyTree } from '../../../media/hls/verify.ts';
import { clipDirectory, ffmpeg, makeClip } from '../clips.ts';

let directory: Awaited<ReturnType<typeof clipDirectory>>;
let good: string;
let source: string;
let ladder: Ladder;
let expected: TreeExpectation;
const { signal } = new AbortController();

beforeAll(async () => {
  directory = await clipDirectory();
  source = await makeClip(join(directory.path, 'source.mp4'), {
    width: 640,
    height: 360,
    seconds: 5,
    sound: 5,
  });
  const input = { file: source, container: 'mp4' } as const;
  const found = await probe({ ...input, signal });
  ladder = planLadder(found);
  good = join(directory.path, 'good');
  await transcodeTree({ input, probe: found, ladder, outDir: good, signal });
  expected = { ladder, frames: 120, audioLanguage: 'und' };
});
afterAll(() => directory.remove());

/** A copy of the good tree with one thing broken. */
async function broken(damage: (root: string) => Promise<unknown>): Promise<unknown> {
  const root = join(directory.path, `broken-${crypto.randomUUID()}`);
  await cp(good, root, { recursive: true });
  await damage(root);
  return verifyTree(root, expected).catch((error: unknown) => error);
}

async function edit(file: string, change: (bytes: Buffer) => unknown): Promise<void> {
  const bytes = await readFile(file);
  change(bytes);
  await writeFile(file, bytes);
}

async function rewrite(file: string, change: (text: string) => string): Promise<void> {
  await writeFile(file, change(await readFile(file, 'utf8')));
}

const faulty = (reason: RegExp): object => ({
  code: 'transcode_failed',
  message: expect.stringMatching(reason),
});

test('what was published passes again', async () => {
  expect(await broken(() => Promise.resolve())).toBeUndefined();
});

test('a last segment cut short is caught', async () => {
  const error = await broken(async (root) => {
    const file = join(root, '360p/seg-00002.m4s');
    await truncate(file, (await stat(file)).size - 100);
  });
  expect(error).toMatchObject(faulty(/mdat is cut short/));
});

test('an empty file is caught', async () => {
  const error = await broken((root) => truncate(join(root, '240p/seg-00001.m4s')));
  expect(error).toMatchObject(faulty(/seg-00001.m4s is empty/));
});

test('a missing segment is caught', async () => {
  const error = await broken((root) => rm(join(root, 'audio/seg-00002.m4s')));
  expect(error).toMatchObject({ code: 'transcode_failed' });
});

test('a segment without an IDR is caught, whatever its flags say', async () => {
  const error = await broken((root) =>
    edit(join(root, '360p/seg-00002.m4s'), (bytes) => {
      const mdat = boxesIn(bytes).find((box) => box.type === 'mdat');
      let at = mdat?.body ?? 0;
      // Past parameter sets and messages to the picture itself: 65 is an IDR, 41 is not.
      while ((bytes.readUInt8(at + 4) & 0x1f) !== 5) at += 4 + bytes.readUInt32BE(at);
      bytes.writeUInt8(0x41, at + 4);
    }),
  );
  expect(error).toMatchObject(faulty(/does not start with an IDR/));
});

test('a key frame off the grid is caught', async () => {
  const error = await broken((root) =>
    edit(join(root, '360p/seg-00001.m4s'), (bytes) => {
      const trun = findBox(bytes, 'moof/traf/trun');
      // Flags of the second sample: 16 bytes a sample after a header of 12.
      bytes.writeUInt32BE(0x02000000, (trun?.body ?? 0) + 12 + 16 + 8);
    }),
  );
  expect(error).toMatchObject(faulty(/key frames off the grid/));
});

test('a gap between two segments is caught', async () => {
  const error = await broken((root) =>
    edit(join(root, '240p/seg-00002.m4s'), (bytes) => {
      const tfdt = findBox(bytes, 'moof/traf/tfdt');
      const at = (tfdt?.body ?? 0) + 8;
      bytes.writeUInt32BE(bytes.readUInt32BE(at) + 512, at);
    }),
  );
  expect(error).toMatchObject(faulty(/does not continue the one before/));
});

test('a sample that is shown before it is decoded is caught', async () => {
  const error = await broken((root) =>
    edit(join(root, '360p/seg-00001.m4s'), (bytes) => {
      const trun = findBox(bytes, 'moof/traf/trun');
      // Offset of the second sample: the last of its four fields.
      bytes.writeInt32BE(-10, (trun?.body ?? 0) + 12 + 16 + 12);
    }),
  );
  expect(error).toMatchObject(faulty(/before it is decoded/));
});

test('a header that turns pictures which are upright is caught', async () => {
  const error = await broken((root) =>
    edit(join(root, '360p/init.mp4'), (bytes) => {
      const tkhd = findBox(bytes, 'moov/trak/tkhd');
      bytes.writeInt32BE(-0x10000, (tkhd?.body ?? 0) + 40);
    }),
  );
  expect(error).toMatchObject(faulty(/turns the picture/));
});

test('a playlist that says something else than its segments is caught', async () => {
  const longer = await broken((root) =>
    rewrite(join(root, '360p/index.m3u8'), (text) => text.replace('4.000000', '3.900000')),
  );
  expect(longer).toMatchObject(faulty(/playlist of 360p does not match/));
  const open = await broken((root) =>
    rewrite(join(root, 'audio/index.m3u8'), (text) => text.replace('#EXT-X-ENDLIST\n', '')),
  );
  expect(open).toMatchObject(faulty(/playlist of audio does not match/));
});

test('a master with other codecs or a guessed bandwidth is caught', async () => {
  for (const [from, to] of [
    [/avc1\.6400../, 'avc1.42001f'],
    [/,BANDWIDTH=|:BANDWIDTH=/, '$&9'],
  ] as const) {
    const error = await broken((root) =>
      rewrite(join(root, 'master.m3u8'), (text) => text.replace(from, to)),
    );
    expect(error).toMatchObject(faulty(/multivariant playlist does not match/));
  }
});

test('lost frames are caught', async () => {
  const error = await verifyTree(good, { ...expected, frames: 121 }).catch((e: unknown) => e);
  expect(error).toMatchObject(faulty(/120 frames of 121/));
});

test('an init that holds an edit list is caught', async () => {
  const error = await broken(async (root) => {
    // What ffmpeg writes without `+cmaf`: times moved by an edit list that players ignore.
    const file = join(directory.path, 'shifted.mp4');
    await ffmpeg(
      [
        ['-i', source, '-an', '-c:v', 'libx264', '-bf', '2', '-g', '48'],
        ['-movflags', '+frag_keyframe+delay_moov', '-f', 'mp4', file],
      ].flat(),
    );
    const bytes = await readFile(file);
    const moov = boxesIn(bytes).find((box) => box.type === 'moov');
    await writeFile(join(root, '360p/init.mp4'), bytes.subarray(0, moov?.end));
  });
  expect(error).toMatchObject(faulty(/edit list/));
});

test('boundaries that are merely nested are caught', async () => {
  // The second rung is cut every GOP, the first every two: players lose the picture.
  const nested = join(directory.path, 'nested');
  const encoded = async (name: string, height: number): Promise<string> => {
    const file = join(directory.path, `${name}.mp4`);
    await ffmpeg(
      [
        ['-i', source, '-an', '-vf', `scale=-2:${height}`, '-c:v', 'libx264', '-preset'],
        ['ultrafast', '-g', '48', '-keyint_min', '48', '-sc_threshold', '0'],
        ['-movflags', '+cmaf+frag_keyframe+skip_trailer', '-f', 'mp4', file],
      ].flat(),
    );
    return file;
  };
  const pack = (name: string, file: string, segmentFrames: number): Promise<unknown> =>
    packageTree({
      outDir: nested,
      videos: [{ name, file }],
      audio: null,
      segmentFrames,
      rate: ladder.rate,
      audioLanguage: 'und',
      signal,
    });
  await cp(good, nested, { recursive: true });
  for (const rung of ladder.rungs) await rm(join(nested, rung.name), { recursive: true });
  await rm(join(nested, 'master.m3u8'));
  await pack('360p', await encoded('360p', 360), 96);
  await rm(join(nested, 'master.m3u8'));
  await pack('240p', await encoded('240p', 240), 48);
  const error = await verifyTree(nested, expected).catch((e: unknown) => e);
  expect(error).toMatchObject({ code: 'transcode_failed' });
});
