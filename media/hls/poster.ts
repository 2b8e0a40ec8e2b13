import { stat } from 'node:fs/promises';
import { runFfmpeg, type MediaTools } from '../ffmpeg/ffmpeg.ts';
import { DEFAULT_LIMITS, fileUrl } from '../ffmpeg/input.ts';
import { MediaError } from '../ffmpeg/media-error.ts';

/** Key frames to choose from: a minute of them. More cost time and rarely change the choice. */
const CANDIDATES = 30;

/**
 * Writes a JPEG of the most typical of an encoded rendition's key frames, which passes over a black
 * first frame and a flash. Only key frames are decoded: a hundredth of the ladder's work.
 */
export async function writePoster(options: {
  /** An encoder's own MP4. */
  source: string;
  target: string;
  keyFrames: number;
  signal: AbortSignal;
  tools?: MediaTools;
}): Promise<void> {
  // The filter wants two at least, and makes do with one.
  const count = Math.max(2, Math.min(CANDIDATES, options.keyFrames));
  await runFfmpeg({
    input: { file: options.source, container: 'mp4' },
    limits: DEFAULT_LIMITS,
    // Its pictures are upright, whatever the encoder copied into the header (`setUpright`).
    inputOptions: ['-skip_frame', 'nokey', '-noautorotate'],
    filterGraph: `[0:v]thumbnail=n=${count},scale=out_range=full,format=yuvj420p[p]`,
    outputs: [
      {
        options: [
          ['-map', '[p]', '-frames:v', '1', '-c:v', 'mjpeg', '-q:v', '3'],
          ['-map_metadata', '-1', '-f', 'image2', '-update', '1'],
        ].flat(),
        target: fileUrl(options.target),
      },
    ],
    signal: options.signal,
    wallMs: 60_000,
    stallMs: 30_000,
    ...(options.tools && { tools: options.tools }),
  });
  const { size } = await stat(options.target);
  if (size === 0) throw new MediaError('transcode_failed', 'The poster is empty.');
}
