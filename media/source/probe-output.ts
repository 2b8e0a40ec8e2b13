import { z } from 'zod';
import { MediaError } from '../ffmpeg/media-error.ts';

const seconds = z.coerce.number().optional().catch(undefined);

const Stream = z.object({
  index: z.number(),
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  width: z.number().default(0),
  height: z.number().default(0),
  pix_fmt: z.string().default('unknown'),
  sample_aspect_ratio: z.string().default('1:1'),
  avg_frame_rate: z.string().default('0/0'),
  field_order: z.string().default('unknown'),
  color_range: z.string().default('unknown'),
  color_transfer: z.string().default('unknown'),
  sample_rate: z.coerce.number().optional().catch(undefined),
  channels: z.number().optional(),
  nb_frames: z.coerce.number().optional().catch(undefined),
  start_time: seconds,
  disposition: z
    .object({ attached_pic: z.number().default(0), default: z.number().default(0) })
    .default({ attached_pic: 0, default: 0 }),
  tags: z.object({ language: z.string().optional() }).optional(),
  side_data_list: z
    .array(z.object({ rotation: z.number().optional(), displaymatrix: z.string().optional() }))
    .optional(),
});

const Output = z.object({
  // Tens of thousands for a long take: checked by hand, a schema takes half a second for them.
  packets: z.unknown(),
  streams: z.array(Stream).default([]),
  format: z.object({ start_time: seconds, duration: seconds }).optional(),
});

export type ProbedStream = z.infer<typeof Stream>;

export interface ProbedPacket {
  stream_index: number;
  /** Seconds; undefined when the container gives none. */
  pts_time: number | undefined;
  duration_time: number | undefined;
  flags: string;
}

export interface ProbeOutput extends Omit<z.infer<typeof Output>, 'packets'> {
  packets: ProbedPacket[];
}

/** ffprobe's JSON, checked. It prints `{}` for bytes that its demuxer refused. */
export function parseProbeOutput(stdout: string, stderr: string): ProbeOutput {
  const unreadable = (cause?: unknown): MediaError =>
    new MediaError('media_unreadable', 'The file is not a video that can be read.', {
      cause,
      diagnostic: stderr,
    });
  // The decoder says so before anything is allocated, and ffprobe then knows of no picture.
  if (/exceeds specified max pixel count/.test(stderr)) {
    throw new MediaError('limit_exceeded', 'The picture has more pixels than are allowed.', {
      diagnostic: stderr,
    });
  }
  let json: unknown;
  try {
    json = JSON.parse(stdout);
  } catch (cause) {
    throw unreadable(cause);
  }
  const parsed = Output.safeParse(json);
  if (!parsed.success || parsed.data.streams.length === 0) throw unreadable(parsed.error);
  return { ...parsed.data, packets: packetsOf(parsed.data.packets) };
}

function packetsOf(list: unknown): ProbedPacket[] {
  if (!Array.isArray(list)) return [];
  return list.filter(isRecord).map((packet) => ({
    stream_index: Number(packet['stream_index']),
    pts_time: finite(packet['pts_time']),
    duration_time: finite(packet['duration_time']),
    flags: String(packet['flags']),
  }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function finite(value: unknown): number | undefined {
  const number = value === undefined ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : undefined;
}
