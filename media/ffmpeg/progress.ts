export interface EncodeProgress {
  /** Seconds of the output that are done; 0 while ffmpeg says N/A. */
  seconds: number;
  frames: number;
}

/**
 * Reads `-progress` output (`key=value` lines, a block ends with `progress=`) and reports only
 * blocks that moved on: ffmpeg goes on printing while its decoder is stuck.
 */
export function progressReader(
  report: (progress: EncodeProgress) => void,
): (chunk: Buffer) => void {
  let pending = '';
  let seconds = 0;
  let frames = 0;
  let last = '';
  return (chunk) => {
    const lines = (pending + chunk.toString('latin1')).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) {
      const [key, value] = line.split('=', 2);
      const number = Number(value);
      if (key === 'out_time_us' && number > 0) seconds = number / 1e6;
      if (key === 'frame' && number > 0) frames = number;
      const state = `${seconds}/${frames}`;
      if (key === 'progress' && (state !== last || value === 'end')) {
        last = state;
        report({ seconds, frames });
      }
    }
  };
}
