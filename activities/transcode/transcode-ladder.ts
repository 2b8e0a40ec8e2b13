import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { hlsVersionPrefix } from '../../domain/keys.ts';
import { planLadder } from '../../domain/renditions/ladder.ts';
import type { Rendition } from '../../domain/renditions/media.ts';
import { multivariantPlaylist } from '../../media/hls/playlists.ts';
import { limitsFor } from '../../media/source/limits.ts';
import { probe } from '../../media/source/probe.ts';
import { openScratch } from '../../media/ffmpeg/scratch.ts';
import type { TranscodeResult } from '../../media/hls/transcode.ts';
import { transcodeTree } from '../../media/hls/transcode.ts';
import type { TreeFile } from '../../media/hls/tree.ts';
import { contentTypeOf } from '../../media/hls/tree.ts';
import type { UploadedTree, MediaActivities, TranscodeInput } from '../contract.ts';
import type { Work } from '../kit/heartbeat.ts';
import type { Bounded } from '../kit/attempt.ts';
import { withHeartbeat } from '../kit/heartbeat.ts';
import type { MediaDeps } from '../kit/deps.ts';
import { erased } from '../kit/failures.ts';
import { repeatOnce } from '../kit/repeat-once.ts';
import { copyToScratch } from '../kit/scratch-copy.ts';
import { withTools } from '../kit/tools.ts';
import { STABLE_MASTER } from '../../domain/keys.ts';
import { claimTreeVersion } from '../../records/tree-versions.ts';

/** Encoding, as against uploading, in the progress of this stage. */
const ENCODING = 0.9;
/** Segments on their way to the store at once: enough to hide its latency, few enough to hold. */
const UPLOADS = 8;
const IMMUTABLE = 'public, max-age=31536000, immutable';

/**
 * Encodes the ladder in scratch space, verifies it, and uploads it under a version of its own, so
 * that two attempts that overlap never write into one tree.
 */
export function createTranscodeLadder(
  deps: MediaDeps,
): Bounded<MediaActivities>['transcodeLadder'] {
  return (input) => {
    const live = { stage: 'transcode', take: null, fraction: 0 } as const;
    return withHeartbeat({ live, otherwise: 'transcode_failed', log: deps.log }, (work) =>
      makeLadder(deps, input, work),
    );
  };
}

async function makeLadder(
  deps: MediaDeps,
  input: TranscodeInput,
  work: Work,
): Promise<UploadedTree> {
  const { tenant, video, master } = input;
  const { signal } = work;
  const record = await deps.records.read(tenant, video);
  if (record === null || (await deps.records.isBuried(tenant, video))) throw erased();
  await using scratch = await openScratch(deps.scratchRoot);
  const file = await copyToScratch(deps.store, master.key, { dir: scratch.path, signal });
  const source = { file, container: master.container };
  const limits = limitsFor(record.request.plan);
  const probed = await probe({ ...source, signal, limits, ...withTools(deps) });
  const outDir = join(scratch.path, 'hls');
  const result = await repeatOnce(work, { cause: 'encode', code: 'transcode_failed' }, () =>
    transcodeTree({
      input: source,
      probe: probed,
      ladder: planLadder({
        ...probed,
        ...(input.ladder === null ? {} : { heights: input.ladder }),
      }),
      outDir,
      limits,
      signal,
      onProgress: (fraction) => work.progress(fraction * ENCODING),
      ...withTools(deps),
    }),
  );
  const version = await claimTreeVersion(deps.store, input);
  await upload(deps, { ...input, version, outDir, result }, work);
  const { width, height, frameRate, hasAudio } = probed;
  const media = { width, height, frameRate, hasAudio, duration: result.duration };
  return { version, media, renditions: result.variants.map((variant) => rendition(variant)) };
}

interface Tree extends TranscodeInput {
  version: number;
  outDir: string;
  result: TranscodeResult;
}

async function upload(deps: MediaDeps, tree: Tree, work: Work): Promise<void> {
  const prefix = hlsVersionPrefix(tree.tenant, tree.video, tree.version);
  const waiting = [...tree.result.files];
  const failing = new AbortController();
  const signal = AbortSignal.any([work.signal, failing.signal]);
  const all = waiting.length;
  let done = 0;
  const lane = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      await put(deps, prefix, join(tree.outDir, file.path), file, signal);
      done += 1;
      work.progress(ENCODING + (1 - ENCODING) * (done / all));
    }
  };
  const lanes = Array.from({ length: UPLOADS }, lane);
  try {
    await Promise.all(lanes);
  } catch (error) {
    // Nothing may still be written once the attempt has failed: what is left is cleaned up right after.
    failing.abort();
    await Promise.allSettled(lanes);
    throw error;
  }
  // What publishing copies to the stable name: the same master, seen from one level above.
  const { variants, audio } = tree.result;
  const stable = multivariantPlaylist({ variants, audio, base: `v${tree.version}/` });
  await deps.store.put(`${prefix}${STABLE_MASTER}`, Buffer.from(stable), {
    contentType: contentTypeOf(STABLE_MASTER),
    if: 'absent',
    signal: work.signal,
  });
}

async function put(
  { store }: MediaDeps,
  prefix: string,
  path: string,
  file: TreeFile,
  signal: AbortSignal,
): Promise<void> {
  await store.put(`${prefix}${file.path}`, createReadStream(path), {
    contentType: file.contentType,
    if: 'absent',
    cacheControl: IMMUTABLE,
    crc32c: file.crc32c,
    signal,
  });
}

function rendition({
  name,
  width,
  height,
  bandwidth,
  averageBandwidth,
  codecs,
}: Rendition): Rendition {
  return { name, width, height, bandwidth, averageBandwidth, codecs };
}
