import { mkdirSync, statfsSync } from 'node:fs';
import { Problem } from '../early/problem.mjs';

const MB = 1024 * 1024;

/** A stack that runs full half-way loses a video; better to say so before it starts. */
export const DATA_SPACE_MB = 500;
/** Modules, compile cache and the 213 MB binary of the Temporal build. */
export const BUILD_SPACE_MB = 1500;

/** Makes the directory if need be. @throws Problem when it cannot be made or has too little room. */
export function ensureSpace(dir: string, neededMb: number, setting: string): void {
  try {
    mkdirSync(dir, { recursive: true });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'error';
    throw new Problem(`${dir} cannot be made (${code}): set ${setting} to a folder of yours.`, {
      cause,
    });
  }
  const { bavail, bsize } = statfsSync(dir);
  const freeMb = Math.floor((bavail * bsize) / MB);
  if (freeMb >= neededMb) return;
  throw new Problem(
    `The disk is full: ${freeMb} MB free at ${dir}, ${neededMb} MB needed; free some space or set ${setting} to a folder on another disk.`,
  );
}
