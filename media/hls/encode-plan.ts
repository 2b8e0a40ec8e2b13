import { toNumber } from '../../domain/renditions/frame-rate.ts';
import type { Ladder, LadderRung } from '../../domain/renditions/ladder.ts';
import type { Probe } from '../source/probe.ts';
import { pictureChain, steadyInput } from '../source/picture-chain.ts';
import { fileUrl } from '../ffmpeg/input.ts';
import { toneMapped } from './tone-map.ts';

export interface EncodePlan {
  inputOptions: string[];
  filterGraph: string;
  outputs: { options: string[]; target: string }[];
}

/** Constant rate factor under the rung's cap: simple pictures take a tenth of the bits. */
const CRF = '23';

/** AAC-LC stereo (Apple HLS authoring 2.3, 2.9). */
const AUDIO_BITS = '128k';
const AUDIO_RATE = 48_000;
const AUDIO_CHANNELS = 2;

/** Silence that the AAC encoder puts in front, in samples: its transform needs a past. */
const AAC_PRIMING = 1024;

/** Chapters would become a text track of their own in every rendition. */
const BARE = ['-map_metadata', '-1', '-map_chapters', '-1'];

const FRAGMENTED = ['-f', 'mp4', '-movflags', '+cmaf+frag_keyframe+skip_trailer'];

/**
 * One decode, one split, one output per rung and one for the sound. Each is a single fragmented
 * file; `packager.ts` cuts the segments, because ffmpeg's own HLS muxer writes a stray last sound
 * segment and playlists with guessed bandwidths.
 */
export function encodePlan(
  probe: Probe,
  ladder: Ladder,
  outputs: { rungs: readonly string[]; audio: string | null },
): EncodePlan {
  const labels = ladder.rungs.map((_, index) => `s${index}`);
  const pictures = [
    `[0:${probe.videoStream}]${beforeSplit(probe, ladder).join(',')},` +
      `split=${labels.length}${labels.map((label) => `[${label}]`).join('')}`,
    ...ladder.rungs.map(
      ({ width, height }, index) =>
        `[s${index}]scale=${width}:${height},setsar=1,format=yuv420p[v${index}]`,
    ),
  ];
  const sound = outputs.audio === null ? [] : [audioChain(probe)];
  return {
    inputOptions: steadyInput(probe),
    filterGraph: [...pictures, ...sound].join(';'),
    outputs: [
      ...ladder.rungs.map((rung, index) => ({
        options: ['-map', `[v${index}]`, ...videoOptions(rung, ladder)],
        target: fileUrl(outputs.rungs[index] ?? ''),
      })),
      ...(outputs.audio === null
        ? []
        : [{ options: ['-map', '[a]', ...audioOptions()], target: fileUrl(outputs.audio) }]),
    ],
  };
}

/** What is done once for all rungs: pictures as they are seen, at their rate, from 0 to their end. */
function beforeSplit(probe: Probe, ladder: Ladder): string[] {
  const [top] = ladder.rungs;
  return [
    'setpts=PTS-STARTPTS',
    ...pictureChain(probe),
    ...(probe.constantRate ? [] : madeConstant(probe)),
    ...(probe.hdr !== null && top ? toneMapped(probe.hdr, top) : []),
    ...commonColours(probe),
  ];
}

/**
 * The rate filter ends with the last picture's beginning. One that is held for long, as only a
 * variable rate can, is repeated for as long as it shows.
 */
function madeConstant(probe: Probe): string[] {
  const frames = expectedFrames(probe);
  return [
    `fps=${probe.rate.num}/${probe.rate.den}:eof_action=pass`,
    `tpad=stop=${frames}:stop_mode=clone`,
    `trim=end_frame=${frames}`,
  ];
}

/**
 * RGB that became 4:2:0 would still be tagged RGB, which x264 refuses. Full range is legal, but a
 * hardware decoder that overlooks the flag shows it too dark and too light.
 */
function commonColours({ pixelFormat, fullRange }: Probe): string[] {
  if (/^(gbr|rgb|bgr|argb|abgr|0rgb|0bgr|pal8)/.test(pixelFormat)) {
    const tags = 'setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709';
    return ['scale=out_color_matrix=bt709:out_range=limited', 'format=yuv444p', tags];
  }
  return fullRange ? ['scale=out_range=limited', 'format=yuv420p'] : [];
}

function videoOptions(rung: LadderRung, ladder: Ladder): string[] {
  const gop = String(ladder.gopFrames);
  return [
    ['-fps_mode', 'passthrough', '-c:v', 'libx264', '-preset', 'veryfast'],
    ['-profile:v', 'high', '-level:v', (rung.level / 10).toFixed(1), '-crf', CRF],
    ['-maxrate', String(rung.maxRate), '-bufsize', String(rung.bufferSize)],
    // An IDR at exactly every GOP and nowhere else: boundaries have to be the same in all rungs.
    ['-g', gop, '-keyint_min', gop, '-sc_threshold', '0', '-flags', '+cgop'],
    [...BARE, ...FRAGMENTED],
  ].flat();
}

function audioOptions(): string[] {
  return [
    ['-c:a', 'aac', '-profile:a', 'aac_low', '-b:a', AUDIO_BITS],
    ['-ar', String(AUDIO_RATE), '-ac', String(AUDIO_CHANNELS)],
    [...BARE, ...FRAGMENTED, '-frag_duration', '2000000'],
  ].flat();
}

/**
 * Sound as long as the picture: padded or cut to it, and its first 21 ms replaced by the encoder's
 * priming. Players ignore the edit list that would hide the priming, and would play it 21 ms late.
 */
function audioChain(probe: Probe): string {
  const end = Math.max(
    AAC_PRIMING * 2,
    Math.round((probe.frames === 0 ? 0 : pictureSeconds(probe)) * AUDIO_RATE),
  );
  return [
    `[0:${probe.audioStream}]asetpts=PTS-(${probe.videoStart.toFixed(6)})/TB`,
    `aresample=${AUDIO_RATE}:async=1:first_pts=0`,
    `aformat=sample_fmts=fltp:channel_layouts=stereo`,
    'apad',
    `atrim=start_sample=${AAC_PRIMING}:end_sample=${end}`,
    'asetpts=PTS-STARTPTS[a]',
  ].join(',');
}

/** What the picture lasts once it is at its published rate. */
export function pictureSeconds(probe: Probe): number {
  return expectedFrames(probe) / toNumber(probe.rate);
}

/** Frames of every rung. */
export function expectedFrames(probe: Probe): number {
  if (probe.constantRate) return probe.frames;
  return Math.max(1, Math.round(probe.duration * toNumber(probe.rate)));
}
