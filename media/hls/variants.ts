import { toNumber, type Fraction } from '../../domain/renditions/frame-rate.ts';
import type { TrackInit } from '../mp4/init-segment.ts';
import {
  averageBandwidth,
  peakBandwidth,
  targetDuration,
  type AudioRendition,
  type Multivariant,
  type SegmentSize,
} from './playlists.ts';

/** A track ready to be listed: its header and what its segments measure. */
export interface ListedTrack {
  name: string;
  init: Pick<TrackInit, 'codec' | 'width' | 'height' | 'channels'>;
  segments: readonly SegmentSize[];
}

/** What a master says of its tracks: each picture with the sound it plays with. */
export function describeMultivariant(
  videos: readonly ListedTrack[],
  audio: ListedTrack | null,
  { rate, audioLanguage }: { rate: Fraction; audioLanguage: string },
): Multivariant {
  const tracks = audio ? [...videos, audio] : videos;
  const target = targetDuration(tracks.map((track) => track.segments));
  const sound = audio ? describeAudio(audio, audioLanguage, target) : null;
  return {
    audio: sound,
    variants: videos.map(({ name, init, segments }) => ({
      name,
      width: init.width,
      height: init.height,
      bandwidth: peakBandwidth(segments, target) + (sound?.bandwidth ?? 0),
      averageBandwidth: averageBandwidth(segments) + (sound?.averageBandwidth ?? 0),
      codecs: [init.codec, ...(sound ? [sound.codec] : [])].join(','),
      frameRate: toNumber(rate),
    })),
  };
}

function describeAudio(audio: ListedTrack, language: string, target: number): AudioRendition {
  return {
    name: audio.name,
    codec: audio.init.codec,
    channels: audio.init.channels,
    language,
    bandwidth: peakBandwidth(audio.segments, target),
    averageBandwidth: averageBandwidth(audio.segments),
  };
}
