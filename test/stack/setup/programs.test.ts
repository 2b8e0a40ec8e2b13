import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findProgram } from '../../../stack/setup/find-program.ts';
import { missingEncoders } from '../../../stack/setup/programs.ts';
import { runProgram } from '../../../stack/setup/run-program.ts';
import { installCommand } from '../../../stack/setup/system-programs.ts';
import { scratchDir } from '../scratch.ts';
import { writeProgram } from './stand-in-program.ts';

const ffmpeg = {
  names: ['ffmpeg'],
  packages: { apt: 'ffmpeg', dnf: 'ffmpeg-free', brew: 'ffmpeg' },
  required: true,
};
const ffprobe = { ...ffmpeg, names: ['ffprobe'] };

test.each<[NodeJS.Platform, string, string]>([
  ['darwin', '', 'brew install ffmpeg'],
  ['linux', 'apt-get', 'sudo apt-get install -y --no-install-recommends ffmpeg'],
  ['linux', 'dnf', 'sudo dnf install -y ffmpeg-free'],
  ['linux', '', 'the package manager of this system (pacman, zypper, apk …): ffmpeg'],
])('on %s with %j one is told: %s', (platform, manager, command) => {
  const told = installCommand([ffmpeg, ffprobe], platform, (name) => name === manager);
  expect(told).toBe(command);
});

test('an encoder is there only under its own name', () => {
  const listing = [' V....D libx264rgb  x', ' V....D h264_qsv (libx264) x', ' A....D aac  AAC'];
  expect(missingEncoders(listing.join('\n'))).toEqual(['libx264']);
  expect(missingEncoders([...listing, ' V....D libx264  x'].join('\n'))).toEqual([]);
});

test('the real ffmpeg of this machine has what we need', async () => {
  const { stdout } = await runProgram('ffmpeg', ['-hide_banner', '-encoders']);
  expect(missingEncoders(stdout)).toEqual([]);
});

test('a better name further down the path wins over a worse one before it', () => {
  const [first, second] = [scratchDir(), scratchDir()];
  writeProgram(first, 'chrome', '');
  const wanted = writeProgram(second, 'chromium', '');
  expect(findProgram(['chromium', 'chrome'], `${first}:${second}`)).toBe(wanted);
});

test('a file that may not be run is no program', () => {
  const dir = scratchDir();
  writeFileSync(join(dir, 'it'), '');
  chmodSync(join(dir, 'it'), 0o644);
  expect(findProgram(['it'], dir)).toBeUndefined();
});

test('a missing program ends without a status instead of throwing', async () => {
  expect(await runProgram('/nowhere/at-all', [])).toMatchObject({ code: null });
});

test('a service that a program leaves behind does not keep its caller waiting', async () => {
  const script = 'echo done; (sleep 60 & echo $! ) ; exit 0';
  const { code, stdout } = await runProgram('sh', ['-c', script]);
  const [word, service] = stdout.trim().split('\n');
  process.kill(Number(service), 'SIGKILL');
  expect({ code, word }).toEqual({ code: 0, word: 'done' });
});
