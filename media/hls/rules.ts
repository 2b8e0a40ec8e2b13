import { toNumber } from '../../domain/renditions/frame-rate.ts';
import type { Ladder, LadderRung } from '../../domain/renditions/ladder.ts';
import type { MeasuredTrack } from './measure-tracks.ts';

export interface TreeExpectation {
  ladder: Ladder;
  /** Frames of every rung. */
  frames: number;
  audioLanguage: string | null;
}

/** A finished stream that breaks a rule; the message names it. */
export class RuleError extends Error {
  override name = 'RuleError';
}

export function demand(holds: boolean, broken: string): asserts holds {
  if (!holds) throw new RuleError(broken);
}

/** H.264 NAL unit type of an IDR picture (14496-10 table 7-1). */
const IDR = 5;

/** Numbers in comments: rules of Apple's HLS Authoring Specification, or RFC 8216. */
export function requireVideoRules(
  videos: readonly MeasuredTrack[],
  expected: TreeExpectation,
): void {
  const { ladder } = expected;
  const [reference] = videos;
  demand(
    reference !== undefined && videos.length === ladder.rungs.length,
    'a rendition is missing',
  );
  for (const [index, video] of videos.entries()) {
    requireInit(video, 'video');
    requireContinuity(video);
    requireRung(video, ladder.rungs[index]);
    requireGops(video, ladder.gopFrames, ladder.segmentFrames);
    requireLength(video, expected);
    requireSameCuts(video, reference);
  }
}

/** 8.20 and CMAF: a header without samples, and without an edit list that players disagree on. */
function requireInit({ name, init }: MeasuredTrack, kind: 'video' | 'audio'): void {
  demand(init.kind === kind, `${name} is not ${kind}`);
  demand(init.fragmented, `the init of ${name} has no mvex`);
  demand(init.samples === 0, `the init of ${name} holds samples`);
  demand(!init.editList, `the init of ${name} has an edit list that shifts time`);
  demand(!init.turned, `the init of ${name} turns the picture`);
}

/** 7.3: each segment begins where the one before it ended; nothing before 0. */
function requireContinuity({ name, segments }: MeasuredTrack): void {
  demand(segments.length > 0, `${name} has no segments`);
  let time = 0;
  for (const { uri, fragment, length, firstShown } of segments) {
    demand(fragment.baseIsMoof, `${name}/${uri} lacks default-base-is-moof`);
    demand(fragment.decodeTime === time, `${name}/${uri} does not continue the one before`);
    demand(firstShown === time, `${name}/${uri} shows its first sample at another time`);
    // ffmpeg and GStreamer move the whole track by the lowest offset below zero, Chromium does not.
    const early = fragment.samples.every(({ offset }) => offset >= 0);
    demand(early, `${name}/${uri} shows a sample before it is decoded`);
    demand(length > 0, `${name}/${uri} lasts no time`);
    time += length;
  }
}

/** 1.4 and 1.33: what was planned is what the headers say. */
function requireRung({ name, init }: MeasuredTrack, rung: LadderRung | undefined): void {
  demand(rung !== undefined && rung.name === name, `${name} was not planned`);
  const size = `${init.width}x${init.height}`;
  demand(size === `${rung.width}x${rung.height}`, `${name} has ${size} pixels`);
  const level = Number.parseInt(init.codec.slice(-2), 16);
  demand(level <= rung.level, `${name} needs level ${level / 10}`);
}

/** 7.4 and 1.13: an IDR opens every segment and every GOP, and stands nowhere else. */
function requireGops(video: MeasuredTrack, gopFrames: number, segmentFrames: number): void {
  for (const { uri, fragment, firstNalTypes } of video.segments) {
    const where = `${video.name}/${uri}`;
    demand(firstNalTypes.includes(IDR), `${where} does not start with an IDR`);
    demand(fragment.samples.length <= segmentFrames, `${where} is too long`);
    for (const [index, { sync }] of fragment.samples.entries()) {
      demand(sync === (index % gopFrames === 0), `${where} has its key frames off the grid`);
    }
  }
}

function framesOf({ segments }: MeasuredTrack): number {
  return segments.reduce((sum, { fragment }) => sum + fragment.samples.length, 0);
}

function secondsOf({ segments, init }: MeasuredTrack): number {
  return segments.reduce((sum, { length }) => sum + length, 0) / init.timescale;
}

/** 8.3: the whole source, no frame lost or made up. */
function requireLength(video: MeasuredTrack, expected: TreeExpectation): void {
  const frames = framesOf(video);
  demand(frames === expected.frames, `${video.name} has ${frames} frames of ${expected.frames}`);
  const frame = 1 / toNumber(expected.ladder.rate);
  const off = Math.abs(secondsOf(video) - frames * frame);
  demand(off < frame / 2, `${video.name} plays at another rate`);
}

/**
 * 8.22, a MUST here: with boundaries that were merely nested, Chromium and GStreamer silently lost
 * up to three quarters of the picture.
 */
function requireSameCuts(video: MeasuredTrack, reference: MeasuredTrack): void {
  demand(
    video.segments.length === reference.segments.length,
    `${video.name} has another number of segments than ${reference.name}`,
  );
  for (const [index, { uri, fragment, length }] of video.segments.entries()) {
    const other = reference.segments[index];
    const same = (own: number, its: number | undefined): boolean =>
      own * reference.init.timescale === (its ?? -1) * video.init.timescale;
    demand(
      same(fragment.decodeTime, other?.fragment.decodeTime) && same(length, other?.length),
      `${video.name}/${uri} is cut at another time than in ${reference.name}`,
    );
  }
}

/** 8.7: sound and picture cover the same time, give or take a frame of each. */
export function requireSoundRules(
  audio: MeasuredTrack,
  video: MeasuredTrack,
  frameRate: number,
): void {
  requireInit(audio, 'audio');
  requireContinuity(audio);
  const soundFrame = (audio.segments[0]?.fragment.samples[0]?.duration ?? 0) / audio.init.timescale;
  const slack = 1 / frameRate + soundFrame;
  demand(
    Math.abs(secondsOf(audio) - secondsOf(video)) <= slack,
    'sound and picture do not end together',
  );
  for (const [index, { uri, fragment }] of audio.segments.entries()) {
    const picture = (video.segments[index]?.fragment.decodeTime ?? 0) / video.init.timescale;
    const sound = fragment.decodeTime / audio.init.timescale;
    demand(Math.abs(sound - picture) <= soundFrame, `${audio.name}/${uri} starts at another time`);
  }
}
