import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
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
v1/0.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=400000,AVERAGE-BANDWIDTH=300000,CODECS="avc1.42c00d",RESOLUTION=320x180,FRAME-RATE=24.000
v1/1.m3u8
`;

export interface Clips {
  /** A published tree: `master.m3u8` over two renditions in `v1/`, with `v1/poster.jpg`. */
  hls: string;
  /** One clip per take. */
  takes: string[];
  remove: () => Promise<void>;
}

export interface ClipOptions {
  /** Sources of lavfi, one per take; the first is published. */
  sources: string[];
  seconds: number;
}

/** Real clips and a real stream of them, made by ffmpeg in a directory of their own. */
export async function makeClips({ sources, seconds }: ClipOptions): Promise<Clips> {
  const dir = await mkdtemp(join(tmpdir(), 'promptreel-clips-'));
  const takes = sources.map((_, index) => join(dir, `take-${index}.mp4`));
  for (const [index, source] of sources.entries()) {
    await ffmpeg(`-f lavfi -i`, [source], `-t ${seconds} ${ENCODE} -movflags +faststart`, [
      takes[index] ?? '',
    ]);
  }
  const hls = join(dir, 'hls');
  await mkdir(join(hls, 'v1'), { recursive: true });
  await ffmpeg(
    '-i',
    [takes[0] ?? ''],
    `-map 0:v -map 0:v -s:v:0 640x360 -b:v:0 1500k -s:v:1 320x180 -b:v:1 300k ${ENCODE} ` +
      '-f hls -hls_time 2 -hls_playlist_type vod -hls_segment_type fmp4 ' +
      '-hls_segment_options movflags=+cmaf -hls_flags independent_segments',
    ['-hls_segment_filename', join(hls, 'v1/%v_%d.m4s'), '-hls_fmp4_init_filename', 'init_%v.mp4'],
    ['-var_stream_map', 'v:0 v:1', join(hls, 'v1/%v.m3u8')],
  );
  await writeFile(join(hls, 'master.m3u8'), MASTER);
  await ffmpeg('-i', [takes[0] ?? ''], '-frames:v 1 -q:v 4', [join(hls, 'v1/poster.jpg')]);
  return { hls, takes, remove: () => rm(dir, { recursive: true, force: true }) };
}

/** Arguments alternate: a text to split at spaces, a list to leave as it is. */
async function ffmpeg(...args: (string | string[])[]): Promise<void> {
  const split = args.flatMap((arg) => (typeof arg === 'string' ? arg.split(' ') : arg));
  await run('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...split]);
}
