import type { Probe } from '../../media/source/probe.ts';
import type { ProbedStream } from '../../media/source/probe-output.ts';

/** A picture as ffprobe tells of an ordinary one. */
export function probedStream(more: Partial<ProbedStream> = {}): ProbedStream {
  return {
    index: 0,
    codec_type: 'video',
    codec_name: 'h264',
    width: 320,
    height: 180,
    pix_fmt: 'yuv420p',
    sample_aspect_ratio: '1:1',
    avg_frame_rate: '0/0',
    field_order: 'progressive',
    color_range: 'tv',
    color_transfer: 'unknown',
    disposition: { attached_pic: 0, default: 1 },
    ...more,
  };
}

/** An ordinary take of two seconds, as `probe` reads it. */
export function probeOf(more: Partial<Probe> = {}): Probe {
  return {
    width: 1280,
    height: 720,
    codedWidth: 1280,
    codedHeight: 720,
    sampleAspect: { num: 1, den: 1 },
    rotation: 0,
    turning: [],
    duration: 2,
    frameRate: 24,
    rate: { num: 24, den: 1 },
    constantRate: true,
    frames: 48,
    videoCodec: 'h264',
    pixelFormat: 'yuv420p',
    interlaced: false,
    hdr: null,
    fullRange: false,
    videoStream: 0,
    videoStart: 0,
    hasAudio: true,
    audioStream: 1,
    audioCodec: 'aac',
    audioLanguage: 'und',
    streams: 2,
    ...more,
  };
}
