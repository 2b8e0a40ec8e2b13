import type { MediaInfo } from '../../domain/renditions/media.ts';
import type { Judgement, Verdict } from '../../domain/takes/score.ts';
import { MediaError } from '../../media/ffmpeg/media-error.ts';
import type { Probe } from '../../media/source/probe.ts';
import { probe } from '../../media/source/probe.ts';
import { openScratch } from '../../media/ffmpeg/scratch.ts';
import { conformanceGates } from '../../providers/judges/conformance.ts';
import type { Expectation, Judge, JudgedTake } from '../../providers/judges/judge.ts';
import { keepEvidence } from '../../records/evidence.ts';
import type { MediaActivities, ScoreTakeInput, TakeScore } from '../contract.ts';
import type { Work } from '../kit/heartbeat.ts';
import type { Bounded } from '../kit/attempt.ts';
import { withHeartbeat } from '../kit/heartbeat.ts';
import type { MediaDeps } from '../kit/deps.ts';
import { erased } from '../kit/failures.ts';
import { repeatOnce } from '../kit/repeat-once.ts';
import { withTools } from '../kit/tools.ts';
import { copyToScratch } from '../kit/scratch-copy.ts';

/** Lets every judge see a take. One that fails is left out; all of them failing fails the activity. */
export function createScoreTake(deps: MediaDeps): Bounded<MediaActivities>['scoreTake'] {
  return (input) => {
    const live = { stage: 'score', take: input.take, fraction: 0 } as const;
    return withHeartbeat({ live, otherwise: 'internal', log: deps.log }, (work) =>
      score(deps, input, work),
    );
  };
}

async function score(deps: MediaDeps, input: ScoreTakeInput, work: Work): Promise<TakeScore> {
  const expected = await expectation(deps, input);
  await using scratch = await openScratch(deps.scratchRoot);
  const { signal } = work;
  const file = await copyToScratch(deps.store, input.key, { dir: scratch.path, signal });
  const take = { file, container: input.container };
  const media = await readable(deps, take, signal);
  // What can be told without decoding is told first: a picture of the wrong size may be a huge one.
  const gates = media === null ? [] : conformanceGates(media, expected);
  const judgements =
    gates.length > 0
      ? [{ ...CONFORMANCE, gates }]
      : await repeatOnce(work, { cause: 'judges', code: 'internal' }, () =>
          letJudgesSee(deps, input, { take, expected, work }),
        );
  if (await deps.records.isBuried(input.tenant, input.video)) throw erased();
  const evidence = await keepEvidence(deps.store, input, { judgements });
  return { judgements: judgements.map((each) => verdictOf(each)), media, evidence };
}

/** Finds what needs no judge; a take that it gates is not looked at any further. */
const CONFORMANCE = { name: 'conformance', version: '1', total: 0, signals: [] };

/** Signals stay out of histories: they grow with every judge. */
const verdictOf = ({ name, version, total, gates }: Judgement): Verdict => ({
  name,
  version,
  total,
  gates,
});

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
async function readable(
  deps: MediaDeps,
  take: JudgedTake,
  signal: AbortSignal,
): Promise<MediaInfo | null> {
  try {
    return mediaInfo(await probe({ ...take, signal, ...withTools(deps) }));
  } catch (error) {
    if (error instanceof MediaError && !error.retryable) return null;
    throw error;
  }
}

export function mediaInfo({ width, height, duration, frameRate, hasAudio }: Probe): MediaInfo {
  return { width, height, duration, frameRate, hasAudio };
}

const round = (value: number): number => Math.round(value * 1e4) / 1e4;

/** Four digits say what there is to say. */
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
