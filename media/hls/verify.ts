import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toNumber } from '../../domain/renditions/frame-rate.ts';
import { BoxError } from '../mp4/boxes.ts';
import { fromFileError, MediaError } from '../ffmpeg/media-error.ts';
import { measureTrack, type MeasuredTrack } from './measure-tracks.ts';
import { multivariantPlaylist, mediaPlaylist, targetDuration } from './playlists.ts';
import { AUDIO_DIRECTORY } from './tree.ts';
import { describeMultivariant } from './variants.ts';
import {
  requireSoundRules,
  requireVideoRules,
  demand,
  RuleError,
  type TreeExpectation,
} from './rules.ts';

/**
 * Reads a finished tree back from disk and holds it to the rules of HLS authoring that a machine
 * can check. An encoder's exit code is no proof: ffmpeg ends with 0 on a full disk.
 * @throws MediaError `transcode_failed` that names the first broken rule
 */
export async function verifyTree(root: string, expected: TreeExpectation): Promise<void> {
  try {
    const { ladder, audioLanguage } = expected;
    const names = ladder.rungs.map((rung) => rung.name);
    const count = await listedSegments(root, names[0] ?? '');
    const videos = await Promise.all(names.map((name) => measureTrack(root, name, count)));
    const audio = audioLanguage === null ? null : await measureTrack(root, AUDIO_DIRECTORY, count);
    requireVideoRules(videos, expected);
    if (audio && videos[0]) requireSoundRules(audio, videos[0], toNumber(ladder.rate));
    await requirePlaylists(root, videos, audio, expected);
  } catch (cause) {
    if (cause instanceof BoxError || cause instanceof RuleError) {
      throw new MediaError('transcode_failed', `The finished stream is faulty: ${cause.message}.`, {
        cause,
      });
    }
    throw fromFileError(cause, 'Reading the finished stream');
  }
}

async function listedSegments(root: string, name: string): Promise<number> {
  const playlist = await readFile(join(root, name, 'index.m3u8'), 'utf8');
  return playlist.split('\n').filter((line) => line.startsWith('#EXTINF:')).length;
}

/** Every playlist has to say exactly what the files measure: no more, no less, no other order. */
async function requirePlaylists(
  root: string,
  videos: MeasuredTrack[],
  audio: MeasuredTrack | null,
  expected: TreeExpectation,
): Promise<void> {
  const tracks = audio ? [...videos, audio] : videos;
  const target = targetDuration(tracks.map((track) => track.segments));
  for (const { name, segments } of tracks) {
    const written = await readFile(join(root, name, 'index.m3u8'), 'utf8');
    demand(
      written === mediaPlaylist(segments, target),
      `the playlist of ${name} does not match its segments`,
    );
  }
  const multivariant = describeMultivariant(videos, audio, {
    rate: expected.ladder.rate,
    audioLanguage: expected.audioLanguage ?? 'und',
  });
  const written = await readFile(join(root, 'master.m3u8'), 'utf8');
  demand(
    written === multivariantPlaylist({ ...multivariant, base: '' }),
    'the multivariant playlist does not match its renditions',
  );
}
