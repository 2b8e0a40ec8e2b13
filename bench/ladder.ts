/**
 * CPU of our ladder over the best single ffmpeg command for the same ladder, and of the technical
 * judge over a plain decode. Rounds are interleaved and each round gives a ratio, because CPU
 * seconds drift with the neighbours on a shared machine. `node bench/ladder.ts [rounds]`
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { planLadder, type Ladder } from '../domain/renditions/ladder.ts';
import { probe } from '../media/source/probe.ts';
import { transcodeTree } from '../media/hls/transcode.ts';
import { createTechnicalJudge } from '../providers/judges/technical.ts';

const SELF = fileURLToPath(import.meta.url);
const { signal } = new AbortController();

/** What is measured as a process of its own, so that start-up and TypeScript count against us. */
async function runPart(part: string, file: string, outDir: string): Promise<void> {
  const input = { file, container: 'mp4' } as const;
  if (part === 'ladder') {
    const found = await probe({ ...input, signal });
    await transcodeTree({ input, probe: found, ladder: planLadder(found), outDir, signal });
    return;
  }
  const asked = { width: 1920, height: 1080, duration: 8, frameRate: 24, audio: true, prompt: '' };
  await createTechnicalJudge().judge(input, asked, { signal, onProgress: () => undefined });
}

/** CPU seconds, user and system, of a program and of everything that it waited for. */
function cpuOf(program: string, ...args: string[]): number {
  const script = '"$@" >/dev/null; code=$?; times; exit $code';
  const run = spawnSync('sh', ['-c', script, 'sh', program, ...args], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`${program} failed: ${run.stderr}`);
  // POSIX `times`: the second line is of the children, as 0m1.230000s 0m0.450000s.
  const children = run.stdout.trim().split('\n')[1] ?? '';
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
}

const QUIET = ['-v', 'error', '-nostdin', '-y'];

/** Provider-like: detail, noise, sound, a single key frame at the start. */
function makeSource(file: string): void {
  const picture = 'mandelbrot=s=1920x1080:r=24:start_scale=1:end_scale=0.2:end_pts=192';
  const encode = ['-c:v', 'libx264', '-preset', 'fast', '-crf', '19', '-pix_fmt', 'yuv420p'];
  const inputs = ['-f', 'lavfi', '-t', '8', '-i', picture, '-f', 'lavfi', '-t', '8', '-i', 'sine'];
  const filter = ['-vf', 'noise=alls=4:allf=t', '-g', '250', '-c:a', 'aac'];
  spawnSync('ffmpeg', [...QUIET, ...inputs, ...filter, ...encode, file], { stdio: 'inherit' });
}

/** The measured baseline of the project's HLS study: split filter, one process, audio group. */
function baseline(file: string, out: string, ladder: Ladder): string[] {
  const { rungs, gopFrames } = ladder;
  const splits = rungs.map((_, index) => `[s${index}]`).join('');
  const scales = rungs.map(
    ({ width, height }, index) => `[s${index}]scale=${width}:${height}[v${index}]`,
  );
  const rates = rungs.flatMap(({ maxRate, bufferSize }, index) =>
    [
      ['-map', `[v${index}]`, `-maxrate:v:${index}`, String(maxRate)],
      [`-bufsize:v:${index}`, String(bufferSize)],
    ].flat(),
  );
  const gop = String(gopFrames);
  const streams = ['a:0,agroup:audio', ...rungs.map((_, index) => `v:${index},agroup:audio`)];
  return [
    [...QUIET, '-i', file],
    ['-filter_complex', [`[0:v]split=${rungs.length}${splits}`, ...scales].join(';')],
    [...rates, '-map', '0:a', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23'],
    ['-g', gop, '-keyint_min', gop, '-sc_threshold', '0', '-c:a', 'aac', '-b:a', '128k'],
    ['-f', 'hls', '-hls_time', '4', '-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4'],
    ['-hls_segment_options', 'movflags=+cmaf', '-master_pl_name', 'master.m3u8'],
    ['-var_stream_map', streams.join(' '), join(out, 'v%v/index.m3u8')],
  ].flat();
}

function report(name: string, ratios: number[]): void {
  const sorted = ratios.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const range = `${sorted[0]?.toFixed(2)}–${sorted.at(-1)?.toFixed(2)}`;
  console.log(`${name}: ${median.toFixed(2)} (${range}, ${ratios.length} rounds)`);
}

async function measure(rounds: number): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'promptreel-bench-'));
  try {
    const file = join(root, 'source.mp4');
    makeSource(file);
    const ladder = planLadder(await probe({ file, container: 'mp4', signal }));
    const ladders: number[] = [];
    const judges: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const out = join(root, `baseline-${round}`);
      mkdirSync(out);
      const best = cpuOf('ffmpeg', ...baseline(file, out, ladder));
      const own = cpuOf(process.execPath, SELF, 'ladder', file, join(root, `own-${round}`));
      const decode = cpuOf('ffmpeg', ...QUIET, '-i', file, '-map', '0:v', '-f', 'null', '-');
      const judge = cpuOf(process.execPath, SELF, 'judge', file, root);
      ladders.push(own / best);
      judges.push(judge / decode);
      const seconds = [own, best, judge, decode].map((cpu) => cpu.toFixed(2)).join(' ');
      console.log(`round ${round + 1}: ladder, one command, judge, decode: ${seconds} CPU s`);
    }
    report('our ladder / one ffmpeg command', ladders);
    report('technical judge / plain decode', judges);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const [first = '5', file, outDir] = process.argv.slice(2);
if (file === undefined || outDir === undefined) await measure(Number(first));
else await runPart(first, file, outDir);
