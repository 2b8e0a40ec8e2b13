import { z } from 'zod';
import { MediaError } from './media-error.ts';

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
  nb_frames: z.coerce.number().optional().catch(undefined),
  start_time: seconds,
  disposition: z.object({ attached_pic: z.number().default(0) }).optional(),
  tags: z.object({ language: z.string().optional() }).optional(),
  side_data_list: z.array(z.object({ rotation: z.number().optional() })).optional(),
});

const Packet = z.object({
  stream_index: z.number(),
  pts_time: seconds,
  duration_time: seconds,
  flags: z.string().default(''),
});

const Output = z.object({
  packets: z.array(Packet).default([]),
  streams: z.array(Stream).default([]),
  format: z.object({ start_time: seconds, duration: seconds }).optional(),
});

export type ProbedStream = z.infer<typeof Stream>;
export type ProbedPacket = z.infer<typeof Packet>;

/** ffprobe's JSON, checked. It prints `{}` for bytes that its demuxer refused. */
export function parseProbeOutput(stdout: string, stderr: string): z.infer<typeof Output> {
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
  return parsed.data;
}
