import type { MediaInfo } from '../../domain/renditions/media.ts';
import type { Judgement } from '../../domain/takes/score.ts';
import { MediaError } from '../../media/ffmpeg/media-error.ts';
import type { Probe } from '../../media/source/probe.ts';
import { probe } from '../../media/source/probe.ts';
import { openScratch } from '../../media/ffmpeg/scratch.ts';
import type { Expectation, Judge, JudgedTake } from '../../providers/judges/judge.ts';
import type { MediaActivities, ScoreTakeInput, ScoredTake } from '../contract.ts';
import type { Work } from '../kit/heartbeat.ts';
import { withHeartbeat } from '../kit/heartbeat.ts';
import type { MediaDeps } from '../kit/deps.ts';
import { erased } from '../kit/failures.ts';
import { copyToScratch } from '../kit/scratch-copy.ts';

/** Lets every judge see a take. One that fails is left out; all of them failing fails the activity. */
export function createScoreTake(deps: MediaDeps): MediaActivities['scoreTake'] {
  return (input) => {
    const live = { stage: 'score', take: input.take, fraction: 0 } as const;
    return withHeartbeat({ live, otherwise: 'internal', log: deps.log }, (work) =>
      score(deps, input, work),
    );
  };
}

async function score(deps: MediaDeps, input: ScoreTakeInput, work: Work): Promise<ScoredTake> {
  const expected = await expectation(deps, input);
  await using scratch = await openScratch(deps.scratchRoot);
  const { signal } = work;
  const file = await copyToScratch(deps.store, input.key, { dir: scratch.path, signal });
  const take = { file, container: input.container };
  // Side by side: a judge mostly waits for its decoder. Both are over before the file goes.
  const [judged, read] = await Promise.allSettled([
    letJudgesSee(deps, input, { take, expected, work }),
    readable(take, signal),
  ]);
  if (judged.status === 'rejected') throw judged.reason;
  if (read.status === 'rejected') throw read.reason;
  return { judgements: judged.value, media: read.value };
}

async function letJudgesSee(
  deps: MediaDeps,
  { video }: ScoreTakeInput,
  shown: { take: JudgedTake; expected: Expectation; work: Work },
): Promise<Judgement[]> {
  const { take, expected, work } = shown;
  const { signal } = work;
  const judgements: Judgement[] = [];
  const failures: Error[] = [];
  for (const [at, judge] of deps.judges.entries()) {
    const onProgress = (fraction: number): void =>
      work.progress((at + fraction) / deps.judges.length);
    try {
      judgements.push(rounded(await judge.judge(take, expected, { signal, onProgress })));
    } catch (error) {
      signal.throwIfAborted();
      deps.log.warn({ err: error, judge: judge.name, video }, 'a judge failed');
      failures.push(error instanceof Error ? error : new Error('a judge failed', { cause: error }));
    }
  }
  const [failed] = failures;
  if (judgements.length === 0 && failed !== undefined) throw failed;
  return judgements;
}

async function expectation(deps: MediaDeps, input: ScoreTakeInput): Promise<Expectation> {
  const record = await deps.records.read(input.tenant, input.video);
  if (record === null) throw erased();
  const { prompt, plan } = record.request;
  const { width, height, duration, frameRate, audio } = plan;
  return { prompt, width, height, duration, frameRate, audio };
}

/** Null when it cannot be read; what that means for the take is the judges' to say. */
async function readable(take: JudgedTake, signal: AbortSignal): Promise<MediaInfo | null> {
  try {
    return mediaInfo(await probe({ ...take, signal }));
  } catch (error) {
    if (error instanceof MediaError && !error.retryable) return null;
    throw error;
  }
}

export function mediaInfo({ width, height, duration, frameRate, hasAudio }: Probe): MediaInfo {
  return { width, height, duration, frameRate, hasAudio };
}

const round = (value: number): number => Math.round(value * 1e4) / 1e4;

/** Evidence travels through history: four digits say what there is to say. */
function rounded(judgement: Awaited<ReturnType<Judge['judge']>>): Judgement {
  return {
    ...judgement,
    total: round(judgement.total),
    signals: judgement.signals.map((signal) => ({
      ...signal,
      value: round(signal.value),
      score: Math.round(signal.score * 10) / 10,
      at: signal.at === null ? null : round(signal.at),
    })),
  };
}
