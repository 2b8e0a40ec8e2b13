import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ENCODE = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 24 -sc_threshold 0 -bf 0';

// By hand: ffmpeg cannot name variants in a folder below the master's own.
const MASTER = `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-STREAM-INF:BANDWIDTH=1800000,AVERAGE-BANDWIDTH=1500000,CODECS="avc1.42c01e",RESOLUTION=640x360,FRAME-RATE=24.000
v1/360p/index.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=400000,AVERAGE-BANDWIDTH=300000,CODECS="avc1.42c00d",RESOLUTION=320x180,FRAME-RATE=24.000
v1/180p/index.m3u8
`;

/** Real clips and a real stream of them, as the store would have them. */
export interface Clips {
  /** By path below the tree: `master.m3u8` over two renditions in `v1/`, with `v1/poster.jpg`. */
  hls: Map<string, Buffer>;
  /** One clip per take. */
  takes: Buffer[];
}

/** Made by ffmpeg from sources of lavfi, one per take; the first is published. */
export async function makeClips(sources: readonly string[], seconds: number): Promise<Clips> {
  const dir = await mkdtemp(join(tmpdir(), 'promptreel-clips-'));
  try {
    const takes: Buffer[] = [];
    for (const [index, source] of sources.entries()) {
      const path = join(dir, `take-${index}.mp4`);
      await ffmpeg('-f lavfi -i', [source], `-t ${seconds} ${ENCODE} -movflags +faststart`, [path]);
      takes.push(await readFile(path));
    }
    return { takes, hls: await makeTree(dir, join(dir, 'take-0.mp4')) };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function makeTree(dir: string, clip: string): Promise<Map<string, Buffer>> {
  const tree = join(dir, 'hls');
  for (const [name, size, rate] of [
    ['360p', '640x360', '1500k'],
    ['180p', '320x180', '300k'],
  ] as const) {
    const folder = join(tree, 'v1', name);
    await mkdir(folder, { recursive: true });
    await ffmpeg(
      '-i',
      [clip],
      `-s ${size} -b:v ${rate} ${ENCODE} -f hls -hls_time 1 -hls_playlist_type vod ` +
        '-hls_segment_type fmp4 -hls_segment_options movflags=+cmaf -hls_flags independent_segments',
      ['-hls_segment_filename', join(folder, 'seg-%d.m4s'), '-hls_fmp4_init_filename', 'init.mp4'],
      [join(folder, 'index.m3u8')],
    );
  }
  await writeFile(join(tree, 'master.m3u8'), MASTER);
  await ffmpeg('-i', [clip], '-frames:v 1 -q:v 4', [join(tree, 'v1/poster.jpg')]);
  const names = await readdir(tree, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  return new Map(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [path.slice(tree.length + 1), await readFile(path)] as const;
      }),
    ),
  );
}

/** Arguments alternate: a text to split at spaces, a list to leave as it is. */
async function ffmpeg(...args: (string | string[])[]): Promise<void> {
  const split = args.flatMap((arg) => (typeof arg === 'string' ? arg.split(' ') : arg));
  await run('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...split]);
}
