import { toNumber } from '../../domain/renditions/frame-rate.ts';
import { runFfmpeg, type MediaTools } from '../ffmpeg/ffmpeg.ts';
import type { MediaInput, MediaLimits } from '../ffmpeg/input.ts';
import { pictureChain, steadyInput } from '../source/picture-chain.ts';
import type { Probe } from '../source/probe.ts';
import { detailOf, type Detail } from './detail.ts';
import { motionObserver } from './motion.ts';
import type { Plane } from './plane.ts';
import { stillObserver, type StillSummary } from './still.ts';
import { readTimeline, type Timeline } from './timeline.ts';

/** Everything the technical score is made of, read in one decode. */
export interface TakeMeasures {
  /** Pictures that were decoded, at the published rate. */
  frames: number;
  fps: number;
  timeline: Timeline;
  /** One for each native sample, and the frame it was taken at. */
  details: (Detail & { frame: number })[];
  still: StillSummary;
}

export interface MeasureOptions {
  input: MediaInput;
  probe: Probe;
  limits: MediaLimits;
  signal: AbortSignal;
  onProgress?: (fraction: number) => void;
  tools?: MediaTools;
}

/** Long side of the pictures in which motion is looked for; the thresholds are made for it. */
const SMALL = 320;

/** Native samples a second, and at most so many of them: detail hardly changes within a shot. */
const SAMPLES_PER_SECOND = 2;
const MOST_SAMPLES = 60;

const WALL_MS_PER_SECOND = 10_000;
const WALL_MS_LEAST = 60_000;

/**
 * Decodes a take once, into small luma pictures of every frame and native ones of a few. Heavy on
 * its thread: `analyseTake` runs it on one of its own.
 * @throws MediaError `transcode_failed` when the bytes do not decode
 */
export async function measureTake(options: MeasureOptions): Promise<TakeMeasures> {
  const { input, probe, signal, onProgress, tools } = options;
  const fps = toNumber(probe.rate);
  const native = nativeSize(probe);
  const small = smallSize(native);
  const every = sampleEvery(probe, fps);
  const motion = motionObserver();
  const stills = stillObserver();
  const details: TakeMeasures['details'] = [];
  await runFfmpeg({
    input,
    limits: options.limits,
    inputOptions: steadyInput(probe),
    filterGraph: planesGraph(probe, small, every),
    outputs: [
      { options: rawVideo('[all]'), target: 'pipe:1' },
      { options: rawVideo('[some]'), target: 'pipe:4' },
    ],
    signal,
    wallMs: Math.max(WALL_MS_LEAST, probe.duration * WALL_MS_PER_SECOND),
    stallMs: 30_000,
    onProgress: ({ frames }) => onProgress?.(Math.min(1, frames / Math.max(1, probe.frames))),
    onData: {
      1: planes(small, motion.add),
      4: planes(native, (plane) => {
        details.push({ ...detailOf(plane), frame: details.length * every });
        stills.add(plane);
      }),
    },
    ...(tools && { tools }),
  });
  return {
    frames: motion.trace.luma.length,
    fps,
    timeline: readTimeline(motion.trace, fps),
    details,
    still: stills.summary(),
  };
}

type Size = Pick<Plane, 'width' | 'height'>;

/** `[all]`: a small plane of every frame; `[some]`: a native one of every so many. */
function planesGraph(probe: Probe, small: Size, every: number): string {
  // Pictures that are counted out have their rate, and ffmpeg 5.1 tells the filter a wrong end of them.
  const constant = probe.constantRate ? [] : [`fps=${probe.rate.num}/${probe.rate.den}`];
  return [
    // The format comes first, or the planes below cannot be taken out of what the decoder gives.
    `[0:${probe.videoStream}]${[...pictureChain(probe), ...constant].join(',')},format=yuv420p,split=2[a][b]`,
    `[a]scale=${small.width}:${small.height}:flags=area,format=yuv420p,extractplanes=y[all]`,
    `[b]select='not(mod(n\\,${every}))',extractplanes=y[some]`,
  ].join(';');
}

/** Without passthrough ffmpeg pads the samples with copies to keep up a rate. */
const rawVideo = (pad: string): string[] => [
  '-map',
  pad,
  '-fps_mode',
  'passthrough',
  '-f',
  'rawvideo',
];

/** As `pictureChain` hands it on: turned upright, pixels not made square. */
function nativeSize({ codedWidth, codedHeight, rotation }: Probe): Size {
  return rotation % 180 === 90
    ? { width: codedHeight, height: codedWidth }
    : { width: codedWidth, height: codedHeight };
}

function smallSize({ width, height }: Size): Size {
  const scale = Math.min(1, SMALL / Math.max(width, height));
  const even = (pixels: number): number => Math.max(2, Math.round((pixels * scale) / 2) * 2);
  return { width: even(width), height: even(height) };
}

function sampleEvery(probe: Probe, fps: number): number {
  const frames = probe.duration * fps;
  return Math.max(1, Math.round(fps / SAMPLES_PER_SECOND), Math.ceil(frames / MOST_SAMPLES));
}

/** Cuts a pipe's chunks into whole planes. A chunk is only borrowed, so each plane is a copy. */
function planes(size: Size, onPlane: (plane: Plane) => void): (chunk: Buffer) => void {
  const bytes = size.width * size.height;
  let data = new Uint8Array(bytes);
  let filled = 0;
  return (chunk) => {
    for (let at = 0; at < chunk.length;) {
      const take = Math.min(bytes - filled, chunk.length - at);
      data.set(chunk.subarray(at, at + take), filled);
      filled += take;
      at += take;
      if (filled < bytes) continue;
      onPlane({ data, ...size });
      data = new Uint8Array(bytes);
      filled = 0;
    }
  };
}
