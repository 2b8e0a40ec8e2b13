import { Problem } from '../early/problem.mjs';
import { runProgram } from './run-program.ts';
import type { SystemPlaces, SystemProgram } from './system-programs.ts';
import { ensureSystemPrograms } from './system-programs.ts';

const FFMPEG: readonly SystemProgram[] = ['ffmpeg', 'ffprobe'].map((name) => ({
  names: [name],
  packages: { apt: 'ffmpeg', dnf: 'ffmpeg', brew: 'ffmpeg' },
  required: true,
}));

const CHROMIUM: SystemProgram = {
  names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  places: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  packages: { apt: 'chromium', dnf: 'chromium', brew: '--cask google-chrome' },
  required: true,
};

const MPV: SystemProgram = {
  names: ['mpv'],
  packages: { apt: 'mpv', dnf: 'mpv', brew: 'mpv' },
  required: false,
};

const COMPOSE: SystemProgram = {
  names: ['docker-compose'],
  packages: { apt: 'docker-compose', dnf: 'docker-compose', brew: 'docker-compose' },
  required: false,
};

const REQUIRED_ENCODERS = ['libx264', 'aac'] as const;

/** Which of the encoders we need are not in the output of `ffmpeg -encoders`. */
export function missingEncoders(listing: string): string[] {
  const names = new Set(listing.split('\n').map((line) => line.trim().split(/\s+/)[1]));
  return REQUIRED_ENCODERS.filter((encoder) => !names.has(encoder));
}

export async function ensureFfmpeg(places: SystemPlaces): Promise<void> {
  const [ffmpeg = 'ffmpeg'] = await ensureSystemPrograms(FFMPEG, places);
  const { stdout } = await runProgram(ffmpeg, ['-hide_banner', '-encoders']);
  const missing = missingEncoders(stdout);
  if (missing.length === 0) return;
  throw new Problem(
    `${ffmpeg} has no ${missing.join(' and no ')} encoder: install a full build of ffmpeg, or put one earlier on PATH.`,
  );
}

export interface TestPrograms {
  chromium: string;
  mpv: string | undefined;
  compose: string | undefined;
}

/** What only the tests need from the system. */
export async function ensureTestPrograms(places: SystemPlaces): Promise<TestPrograms> {
  const found = await ensureSystemPrograms([CHROMIUM, MPV, COMPOSE], places);
  const [chromium = '', mpv, compose] = found;
  return { chromium, mpv, compose };
}
