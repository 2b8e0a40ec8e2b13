/** Encodes without end, for tests that kill it: `node endless-encode.ts <input> <output>`. */
import { runFfmpeg } from '../../../media/ffmpeg/ffmpeg.ts';
import { DEFAULT_LIMITS } from '../../../media/ffmpeg/input.ts';

const [file = '', output = ''] = process.argv.slice(2);

await runFfmpeg({
  input: { file, container: 'mp4' },
  limits: DEFAULT_LIMITS,
  inputOptions: ['-stream_loop', '-1'],
  outputs: [{ options: ['-map', '0:v', '-c:v', 'libx264', '-f', 'mp4'], target: `file:${output}` }],
  signal: new AbortController().signal,
  wallMs: 60_000,
  stallMs: 60_000,
  onProgress: () => process.stdout.write('.'),
});
