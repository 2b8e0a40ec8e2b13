import type { ProbedStream } from './probe-output.ts';

/** How a coded picture has to be turned to be seen upright. */
export interface Orientation {
  /** Degrees, clockwise. */
  rotation: 0 | 90 | 180 | 270;
  /** ffmpeg filters that turn it, and mirror it where the file says so. */
  turning: readonly string[];
}

/**
 * Reads the display matrix (14496-12 §6.2.2) as ffmpeg's own turning does. We turn ourselves, behind
 * the filter that makes all pictures of one size: ffmpeg's comes first of all, and reads past the
 * end of a picture that is suddenly smaller.
 */
export function orientationOf(video: ProbedStream): Orientation {
  const matrix = video.side_data_list?.find((data) => data.rotation !== undefined);
  const clockwise = (((Math.round(-(matrix?.rotation ?? 0) / 90) * 90) % 360) + 360) % 360;
  const [a = 1, , , c = 0, d = 1] = matrixOf(matrix?.displaymatrix ?? '');
  switch (clockwise) {
    case 90:
      return { rotation: 90, turning: [`transpose=${c > 0 ? 'cclock_flip' : 'clock'}`] };
    case 180:
      return { rotation: 180, turning: [a < 0 ? ['hflip'] : [], d < 0 ? ['vflip'] : []].flat() };
    case 270:
      return { rotation: 270, turning: [`transpose=${c < 0 ? 'clock_flip' : 'cclock'}`] };
    default:
      return { rotation: 0, turning: d < 0 ? ['vflip'] : [] };
  }
}

/** ffprobe prints three lines of three numbers, each behind an offset and a colon. */
function matrixOf(text: string): number[] {
  return text
    .split('\n')
    .flatMap((line) => line.split(':')[1]?.trim().split(/\s+/).map(Number) ?? []);
}
