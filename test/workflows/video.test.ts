import { describe, expect, test } from 'vitest';
import { takeId } from '../../domain/ids.ts';
import { JOB_GIVEN_UP } from '../../domain/video/failure-types.ts';
import type { VideoSnapshot } from '../../domain/video/snapshot.ts';
import type { Answer, Outcome } from './sandbox.ts';
import { VIDEO, judged, runVideo } from './script.ts';

const names = (outcome: Outcome): string[] => outcome.calls.map(({ name }) => name);
const count = (outcome: Outcome, name: string): number =>
  names(outcome).filter((each) => each === name).length;
function stateOf({ state }: Outcome): VideoSnapshot {
  if (state === null) throw new Error('the run told no state');
  return state;
}
const fails = (type: string, message = 'no'): Answer => ({ failure: { type, message } });

describe('a run in which everything works', () => {
  test('goes through the stages once and publishes the best take', async () => {
    const outcome = await runVideo();
    expect(outcome.status).toBe('completed');
    expect(outcome.result).toMatchObject({
      id: VIDEO,
      candidate: takeId(VIDEO, 2),
      version: 1,
    });
    expect(names(outcome).slice(-3)).toEqual(['ingestMaster', 'transcodeLadder', 'publishVideo']);
    expect(count(outcome, 'submitJob')).toBe(3);
    expect(outcome.attributes).toMatchObject({ VideoStage: null, VideoOutcome: 'published' });
  });

  test('submits every take under a reference and a seed of its own', async () => {
    const outcome = await runVideo();
    const submits = outcome.calls
      .filter(({ name }) => name === 'submitJob')
      .map(({ input }) => input);
    expect(submits).toMatchObject([
      { reference: `${VIDEO}/0/0`, seed: 100 },
      { reference: `${VIDEO}/1/0`, seed: 101 },
      { reference: `${VIDEO}/2/0`, seed: 102 },
    ]);
  });

  test('carries no prompt in any activity', async () => {
    const outcome = await runVideo();
    expect(JSON.stringify(outcome.calls)).not.toContain('prompt');
  });

  test('says in its summaries which take an activity is about', async () => {
    const outcome = await runVideo();
    expect(outcome.calls.find(({ name }) => name === 'checkJob')?.summary).toBe(
      'take 1 of 3: wait for job job-0',
    );
  });

  test('never goes back in progress', async () => {
    const seen: number[] = [];
    await runVideo({ watch: (state: VideoSnapshot) => void seen.push(state.progress) });
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBeGreaterThan(0.9);
  });
});

describe('a first frame behind a link', () => {
  test('is fetched once, before anything is bought', async () => {
    const outcome = await runVideo({ imageLink: true });
    expect(outcome.status).toBe('completed');
    expect(names(outcome).slice(0, 2)).toEqual(['fetchImage', 'submitJob']);
    expect(count(outcome, 'fetchImage')).toBe(1);
  });

  test('that cannot be had ends the run with nothing bought, and says so of each take', async () => {
    const outcome = await runVideo({
      imageLink: true,
      answers: { fetchImage: () => fails('generator_invalid_request', 'no picture') },
    });
    expect(outcome).toMatchObject({ type: 'generator_invalid_request', message: 'no picture' });
    expect(count(outcome, 'submitJob')).toBe(0);
    expect(stateOf(outcome).candidates.map(({ failure }) => failure?.code)).toEqual(
      Array(3).fill('generator_invalid_request'),
    );
  });
});

describe('losing takes', () => {
  const loseTakes =
    (...lost: number[]) =>
    ({ take }: { take: number }): Answer =>
      lost.includes(take)
        ? fails('generator_refused', 'not this')
        : { value: undefined, after: 1_000 };

  test('a lost variation does not lose the video while enough survive', async () => {
    const outcome = await runVideo({ answers: { checkJob: loseTakes(0, 2) } });
    expect(outcome.status).toBe('completed');
    expect(outcome.result).toMatchObject({ candidate: takeId(VIDEO, 1) });
    expect(stateOf(outcome).pick).toMatchObject({ by: 'only' });
    expect(stateOf(outcome).candidates[0]).toMatchObject({
      status: 'failed',
      failure: { code: 'generator_refused', message: 'not this', retryable: false },
    });
  });

  test('too few survivors end the run with the last loss as its reason', async () => {
    const outcome = await runVideo({
      plan: { minCandidates: 2 },
      answers: { checkJob: loseTakes(0, 1) },
    });
    expect(outcome).toMatchObject({ status: 'failed', type: 'generator_refused' });
    expect(stateOf(outcome)).toMatchObject({ status: 'failed', failure: { stage: 'generate' } });
    expect(outcome.attributes).toMatchObject({ VideoOutcome: 'failed' });
  });

  test('once too few can survive, the jobs of the others are cancelled', async () => {
    const outcome = await runVideo({
      plan: { minCandidates: 3 },
      answers: {
        checkJob: ({ take }: { take: number }) =>
          take === 1 ? fails('generator_failed') : { value: undefined, after: 60_000 },
      },
    });
    expect(outcome.type).toBe('generator_failed');
    expect(outcome.took).toBeLessThan(5_000);
    const cancelled = outcome.calls.filter(({ name }) => name === 'cancelJob');
    expect(cancelled.map(({ input }) => input.take).toSorted((a, b) => a - b)).toEqual([0, 2]);
  });

  test('a job that never ends is given up in time for the others, and cancelled', async () => {
    const outcome = await runVideo({
      answers: {
        checkJob: ({ take }: { take: number }, { scheduleToCloseMs }) =>
          take === 0
            ? {
                failure: { type: 'JobPending', message: '', retryState: 'TIMEOUT' },
                after: scheduleToCloseMs,
              }
            : { value: undefined, after: 1_000 },
      },
    });
    expect(outcome.status).toBe('completed');
    expect(stateOf(outcome).candidates[0]?.failure?.code).toBe('generator_timeout');
    expect(outcome.calls.filter(({ name }) => name === 'cancelJob')).toHaveLength(1);
    expect(outcome.took).toBeLessThan(3_600_000);
  });

  test.each([
    ['a purchase of which nobody knows', { submitJob: () => fails('outcome_unknown') }, 1],
    ['a job that nobody can look at', { checkJob: () => fails('generator_auth') }, 1],
    ['a job that the generator calls failed', { checkJob: () => fails('generator_failed') }, 0],
    ['a job that the generator knew no more for long', { checkJob: () => forgotten }, 1],
    ['a finished take that cannot be fetched', { keepTake: () => fails('download_failed') }, 0],
  ])('%s is cancelled unless it is over: %#', async (_, answers, cancels) => {
    const outcome = await runVideo({ plan: { variations: 1 }, answers });
    expect(outcome.status).toBe('failed');
    expect(count(outcome, 'cancelJob')).toBe(cancels);
  });

  test('a job that could not be cancelled when it was given up is cancelled at the end', async () => {
    let tries = 0;
    const outcome = await runVideo({
      plan: { variations: 1 },
      answers: {
        checkJob: () => fails('generator_auth'),
        cancelJob: () => ((tries += 1) === 1 ? fails('generator_failed') : { value: undefined }),
      },
    });
    expect(outcome.type).toBe('generator_auth');
    expect(tries).toBe(2);
  });

  test('a purchase that cannot be confirmed is never repeated', async () => {
    const outcome = await runVideo({
      plan: { variations: 1 },
      answers: { submitJob: () => fails('outcome_unknown') },
    });
    expect(outcome.type).toBe('outcome_unknown');
    expect(count(outcome, 'submitJob')).toBe(1);
  });
});

const forgotten: Answer = {
  failure: { type: 'generator_failed', message: 'It is not known.', details: [JOB_GIVEN_UP] },
};

describe('scores', () => {
  test('a gated take is never picked, however well it scores', async () => {
    const outcome = await runVideo({
      answers: {
        scoreTake: ({ take }: { take: number }) =>
          take === 2
            ? judged(99, [{ gate: 'frozen', detail: 'still for 4 s' }])
            : judged(50 + take),
      },
    });
    expect(outcome.result).toMatchObject({ candidate: takeId(VIDEO, 1) });
  });

  test('only gated takes end the run with no_candidate_passed', async () => {
    const outcome = await runVideo({
      answers: { scoreTake: () => judged(10, [{ gate: 'black', detail: 'all black' }]) },
    });
    expect(outcome).toMatchObject({ status: 'failed', type: 'no_candidate_passed' });
  });

  test('takes that cannot be decoded end it with media_unreadable', async () => {
    const outcome = await runVideo({
      answers: { scoreTake: () => judged(0, [{ gate: 'undecodable', detail: 'cut short' }]) },
    });
    expect(outcome).toMatchObject({ type: 'media_unreadable', message: 'cut short' });
    expect(stateOf(outcome).candidates[0]).toMatchObject({ status: 'failed' });
  });

  test('a take that could not be checked gives way to any that could', async () => {
    const outcome = await runVideo({
      answers: {
        scoreTake: ({ take }: { take: number }) => (take === 0 ? judged(5) : fails('internal')),
      },
    });
    expect(outcome.result).toMatchObject({ candidate: takeId(VIDEO, 0) });
  });

  test('what nobody could check is never published unattended', async () => {
    const outcome = await runVideo({ answers: { scoreTake: () => fails('internal') } });
    expect(outcome).toMatchObject({ status: 'failed', type: 'media_unreadable' });
    expect(count(outcome, 'ingestMaster')).toBe(0);
    expect(stateOf(outcome).candidates[0]).toMatchObject({
      status: 'scored',
      score: { verdict: 'unscored' },
    });
  });

  test('hold their evidence elsewhere, and a result from before that keeps its own', async () => {
    const signals = [{ name: 'freeze', value: 0, unit: 'share', score: 100, at: null }];
    const verdict = { name: 'technical', version: '1', total: 90, gates: [] };
    const outcome = await runVideo({
      answers: {
        scoreTake: ({ take }: { take: number }) => ({
          value:
            take === 0
              ? { judgements: [{ ...verdict, signals }], media: null }
              : { judgements: [verdict], media: null, evidence: 'there' },
        }),
      },
    });
    const [old, fresh] = stateOf(outcome).candidates;
    expect(old?.score).toEqual({
      total: 90,
      verdict: 'pass',
      judges: [{ ...verdict, signals }],
    });
    expect(fresh?.score).toMatchObject({ judges: [verdict], evidence: 'there' });
  });
});

describe('ends', () => {
  test('a failing step reports its own code though the deadline strikes', async () => {
    const outcome = await runVideo({
      plan: { deadline: 60 },
      answers: {
        transcodeLadder: (_, { scheduleToCloseMs }) => ({
          failure: { type: 'storage_failed', message: 'disk full', retryState: 'TIMEOUT' },
          after: scheduleToCloseMs,
        }),
      },
    });
    expect(outcome).toMatchObject({ type: 'storage_failed', message: 'disk full' });
    expect(outcome.took).toBeLessThan(62_000);
  });

  test('a step that hangs ends at the deadline with deadline_exceeded', async () => {
    const outcome = await runVideo({
      plan: { deadline: 60 },
      answers: { transcodeLadder: () => ({ never: true }) },
    });
    expect(outcome.type).toBe('deadline_exceeded');
    expect(outcome.took).toBeGreaterThanOrEqual(60_000);
    expect(outcome.took).toBeLessThan(62_000);
    expect(count(outcome, 'discardStaging')).toBe(1);
  });

  test('at the deadline the end is told before anything is cleaned up', async () => {
    const outcome = await runVideo({
      plan: { deadline: 60 },
      answers: {
        transcodeLadder: () => ({ never: true }),
        discardStaging: () => ({ value: 1, after: 300_000 }),
      },
    });
    const closed = outcome.calls.find(({ name }) => name === 'closeRecord');
    expect(closed?.at).toBeLessThan(61_000);
    expect(names(outcome).indexOf('closeRecord')).toBeLessThan(
      names(outcome).indexOf('discardStaging'),
    );
  });

  test('cleaning up that takes long does not hold up the end for long', async () => {
    const outcome = await runVideo({
      plan: { variations: 16 },
      answers: {
        checkJob: () => ({ never: true }),
        cancelJob: (_, { scheduleToCloseMs }) => ({
          failure: { type: 'generator_failed', message: 'down', retryState: 'TIMEOUT' },
          after: scheduleToCloseMs,
        }),
      },
      messages: [{ at: 1_000, cancel: true }],
    });
    expect(outcome.calls.find(({ name }) => name === 'closeRecord')?.at).toBeLessThan(15_000);
    expect(outcome.status).toBe('cancelled');
  });

  test('at the deadline jobs are cancelled though storage is away and the end cannot be told', async () => {
    const outcome = await runVideo({
      plan: { deadline: 60, variations: 2, minCandidates: 2 },
      answers: {
        checkJob: () => ({ never: true }),
        closeRecord: (_, { scheduleToCloseMs }) => ({
          failure: { type: 'storage_failed', message: 'away', retryState: 'TIMEOUT' },
          after: scheduleToCloseMs,
        }),
      },
    });
    const cancels = outcome.calls.filter(({ name }) => name === 'cancelJob');
    expect(cancels).toHaveLength(2);
    for (const { at } of cancels) expect(at).toBeLessThan(61_000);
  });

  test('a failed run keeps its takes and discards the rest', async () => {
    const outcome = await runVideo({
      answers: { transcodeLadder: () => fails('transcode_failed') },
    });
    expect(outcome.calls.find(({ name }) => name === 'discardStaging')?.input).toMatchObject({
      takes: false,
    });
    expect(stateOf(outcome).candidates[2]?.key).not.toBeNull();
  });

  test('a run whose storage is down to the end still ends with its own reason', async () => {
    const outcome = await runVideo({
      answers: {
        transcodeLadder: () => fails('transcode_failed'),
        closeRecord: () => fails('storage_failed'),
      },
    });
    expect(outcome.type).toBe('transcode_failed');
  });

  test('a publish that was recorded wins over a cancellation that came too late', async () => {
    let published: unknown;
    const outcome = await runVideo({
      answers: {
        publishVideo: ({ snapshot }: { snapshot: object }) => {
          published = snapshot;
          return { value: snapshot, after: 60_000 };
        },
        closeRecord: () => ({ value: published }),
      },
      messages: [{ at: 20_000, cancel: true }],
    });
    expect(outcome.status).toBe('completed');
    expect(count(outcome, 'discardStaging')).toBe(0);
    expect(outcome.attributes).toMatchObject({ VideoOutcome: 'published' });
  });
});

describe('cancelling', () => {
  const stages: [string, number][] = [
    ['submitJob', 5],
    ['checkJob', 1_000],
    ['keepTake', 2_015],
    ['scoreTake', 2_025],
    ['ingestMaster', 2_035],
    ['transcodeLadder', 4_000],
  ];
  test.each(stages)('while %s runs cleans up and ends cancelled', async (during, at) => {
    const outcome = await runVideo({ messages: [{ at, cancel: true }] });
    expect(outcome.status).toBe('cancelled');
    expect(
      outcome.calls.some(({ name, outcome: how }) => name === during && how === 'cancelled'),
    ).toBe(true);
    expect(outcome.calls.find(({ name }) => name === 'discardStaging')?.input).toMatchObject({
      takes: true,
    });
    expect(outcome.calls.find(({ name }) => name === 'closeRecord')?.input).toMatchObject({
      snapshot: { status: 'cancelled', failure: null },
    });
    expect(outcome.attributes).toMatchObject({ VideoOutcome: 'cancelled', VideoStage: null });
  });

  test('while jobs are at work cancels every one of them before anything is deleted', async () => {
    const outcome = await runVideo({ messages: [{ at: 1_000, cancel: true }] });
    const cleaning = names(outcome).filter((name) =>
      ['cancelJob', 'discardStaging'].includes(name),
    );
    expect(cleaning).toEqual(['cancelJob', 'cancelJob', 'cancelJob', 'discardStaging']);
  });

  test('one cancel that hangs keeps no other job at work, and no take stored', async () => {
    const outcome = await runVideo({
      plan: { variations: 6 },
      answers: {
        checkJob: () => ({ never: true }),
        cancelJob: ({ take }: { take: number }, { scheduleToCloseMs }) =>
          take === 0
            ? {
                failure: { type: 'generator_failed', message: 'hangs', retryState: 'TIMEOUT' },
                after: scheduleToCloseMs,
              }
            : { value: undefined },
      },
      messages: [{ at: 1_000, cancel: true }],
    });
    const firstAt = (name: string, take?: number): number | undefined =>
      outcome.calls.find(
        (call) => call.name === name && (take === undefined || call.input.take === take),
      )?.at;
    for (let take = 1; take < 6; take += 1) expect(firstAt('cancelJob', take)).toBe(1_000);
    expect(firstAt('discardStaging')).toBe(1_000);
    expect(outcome.calls.filter(({ name }) => name === 'cancelJob')).toHaveLength(7);
  });

  test('what could not be cleaned up at once is tried again after the end was told', async () => {
    let tries = 0;
    const outcome = await runVideo({
      answers: {
        cancelJob: () => {
          tries += 1;
          return tries <= 3 ? fails('generator_failed') : { value: undefined };
        },
      },
      messages: [{ at: 1_000, cancel: true }],
    });
    expect(outcome.status).toBe('cancelled');
    expect(tries).toBe(6);
  });
});

describe('waiting', () => {
  const wake = (at: number, take: number) => ({ at, signal: { name: 'wake', input: { take } } });
  const pendingUntilWoken = () => {
    const checks: number[] = [];
    return {
      checks,
      checkJob: ({ take }: { take: number }, { at }: { at: number }): Answer => {
        if (take === 0) checks.push(at);
        return take === 0 && checks.length === 1
          ? { never: true }
          : { value: undefined, after: 20 };
      },
    };
  };

  test('a webhook has the job looked at again at once', async () => {
    const { checks, checkJob } = pendingUntilWoken();
    const outcome = await runVideo({ answers: { checkJob }, messages: [wake(700, 0)] });
    expect(outcome.status).toBe('completed');
    expect(checks).toEqual([10, 700]);
  });

  test('a webhook before the submit has answered is not lost', async () => {
    const outcome = await runVideo({
      answers: {
        submitJob: () => ({
          value: { operation: {}, jobId: 'j', etaSeconds: 600, costMicros: 0 },
          after: 50,
        }),
      },
      messages: [wake(5, 0), wake(5, 1), wake(5, 2)],
    });
    expect(outcome.status).toBe('completed');
    expect(outcome.took).toBeLessThan(60_000);
  });

  test('late, duplicate and senseless webhooks change nothing', async () => {
    const wakes = [2_500, 2_501, 2_502, 6_000].map((at) => wake(at, 0));
    const outcome = await runVideo({ messages: [...wakes, wake(500, 99)] });
    expect(outcome.status).toBe('completed');
    expect(count(outcome, 'checkJob')).toBe(3);
  });

  test('a webhook that never stops coming costs a bounded number of looks', async () => {
    const outcome = await runVideo({
      plan: { variations: 1 },
      answers: { checkJob: () => ({ value: undefined, after: 30_000 }) },
      messages: Array.from({ length: 100 }, (_, n) => wake(100 + n * 50, 0)),
    });
    expect(outcome.status).toBe('completed');
    expect(count(outcome, 'checkJob')).toBeLessThanOrEqual(5);
  });
});
