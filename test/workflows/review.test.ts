import { describe, expect, test } from 'vitest';
import { takeId } from '../../domain/ids.ts';
import type { VideoPlan } from '../../domain/video/request.ts';
import type { VideoSnapshot } from '../../domain/video/snapshot.ts';
import type { Message } from './sandbox.ts';
import { VIDEO, judged, runVideo } from './script.ts';

const always = (part: Partial<VideoPlan['review']> = {}): Partial<VideoPlan> => ({
  review: { mode: 'always', threshold: 70, deadline: 600, onDeadline: 'publish_best', ...part },
  deadline: 4_200,
});
const decide = (at: number, input: object, by: 'update' | 'signal' = 'update'): Message => ({
  at,
  [by]: { name: 'review', input: { reviewer: 'ada', ...input } },
});
const cand = (index: number): string => takeId(VIDEO, index);

describe.each(['update', 'signal'] as const)('a review by %s', (by) => {
  test('that approves publishes the recommended take', async () => {
    const outcome = await runVideo({
      plan: always(),
      messages: [decide(9_000, { decision: 'approve' }, by)],
    });
    expect(outcome.result).toMatchObject({ candidate: cand(2) });
    expect(outcome.state?.pick).toMatchObject({ by: 'reviewer' });
  });

  test('that chooses publishes the chosen take', async () => {
    const choice = decide(9_000, { decision: 'choose', candidate: cand(0) }, by);
    const outcome = await runVideo({ plan: always(), messages: [choice] });
    expect(outcome.result).toMatchObject({ candidate: cand(0) });
  });

  test('that rejects ends the run as rejected', async () => {
    const rejection = decide(9_000, { decision: 'reject', reason: 'off brand' }, by);
    const outcome = await runVideo({ plan: always(), messages: [rejection] });
    expect(outcome).toMatchObject({ status: 'failed', type: 'review_rejected' });
    expect(outcome.state).toMatchObject({
      status: 'rejected',
      failure: { message: 'ada rejected the video: off brand' },
    });
    expect(outcome.attributes).toMatchObject({ VideoOutcome: 'rejected' });
  });
});

describe('a decision that does not count', () => {
  test.each([
    ['before anyone is asked', decide(1_000, { decision: 'approve' }), 'not_awaiting_review'],
    [
      'for a take there is none of',
      decide(9_000, { decision: 'choose', candidate: 'cand_x' }),
      'unknown_candidate',
    ],
    ['of no known kind', decide(9_000, { decision: 'maybe' }), 'invalid_decision'],
  ])('%s is refused and changes nothing', async (_, message, code) => {
    const approval = decide(10_000, { decision: 'approve' });
    const outcome = await runVideo({ plan: always(), messages: [message, approval] });
    expect(outcome.updates).toEqual([
      { accepted: false, failure: code },
      { accepted: true, failure: null },
    ]);
    expect(outcome.status).toBe('completed');
  });

  test('because another one came first is refused as already decided', async () => {
    const outcome = await runVideo({
      plan: always(),
      messages: [decide(9_000, { decision: 'approve' }), decide(9_000, { decision: 'reject' })],
    });
    expect(outcome.updates[1]).toEqual({ accepted: false, failure: 'already_decided' });
    expect(outcome.status).toBe('completed');
  });

  test('when sent as a signal without sense is ignored', async () => {
    const outcome = await runVideo({
      plan: always({ deadline: 30 }),
      messages: [{ at: 9_000, signal: { name: 'review', input: null } }],
    });
    expect(outcome.state).toMatchObject({ pick: { by: 'policy' } });
  });

  test('for a gated take is refused', async () => {
    const outcome = await runVideo({
      plan: always({ deadline: 30 }),
      answers: {
        scoreTake: ({ take }: { take: number }) =>
          take === 0 ? judged(90, [{ gate: 'black', detail: 'black' }]) : judged(50),
      },
      messages: [decide(9_000, { decision: 'choose', candidate: cand(0) })],
    });
    expect(outcome.updates[0]).toEqual({ accepted: false, failure: 'unknown_candidate' });
  });
});

describe('a review nobody answers', () => {
  test('publishes the best at its deadline', async () => {
    const outcome = await runVideo({ plan: always() });
    expect(outcome.state).toMatchObject({
      status: 'published',
      pick: { by: 'policy', candidate: cand(2) },
    });
    expect(outcome.took).toBeGreaterThan(600_000);
    expect(outcome.took).toBeLessThan(620_000);
  });

  test('rejects at its deadline where the request says so', async () => {
    const outcome = await runVideo({ plan: always({ onDeadline: 'reject' }) });
    expect(outcome).toMatchObject({ status: 'failed', type: 'review_rejected' });
  });

  test('leaves enough of the run for publishing, however long it was allowed', async () => {
    const outcome = await runVideo({ plan: { ...always({ deadline: 86_400 }), deadline: 400 } });
    expect(outcome.status).toBe('completed');
    expect(outcome.took).toBeLessThan(400_000);
  });
});

describe('who is asked', () => {
  const below = (threshold: number) => always({ mode: 'below_threshold', threshold });

  test('nobody, when the best take reaches the threshold', async () => {
    const outcome = await runVideo({ plan: below(80) });
    expect(outcome.took).toBeLessThan(60_000);
    expect(outcome.state).toMatchObject({ review: { required: false }, pick: { by: 'score' } });
  });

  test('a person, when it does not', async () => {
    const seen: VideoSnapshot[] = [];
    const outcome = await runVideo({
      plan: below(90),
      messages: [decide(9_000, { decision: 'approve' })],
      watch: (state: VideoSnapshot) => void seen.push(state),
    });
    const asked = seen.find(({ status }) => status === 'awaiting_review');
    expect(asked?.review).toMatchObject({
      required: true,
      recommended: cand(2),
      dueAt: expect.stringContaining('2026-11-23T12:10'),
    });
    expect(outcome.status).toBe('completed');
    expect(outcome.attributes['VideoReviewDueAt']).toMatch(/^2026-11-23T12:10/);
  });

  test('a review does not wait for the record that says so', async () => {
    const outcome = await runVideo({
      plan: always(),
      answers: { saveRecord: () => ({ never: true }) },
      messages: [decide(9_000, { decision: 'approve' })],
    });
    expect(outcome.status).toBe('completed');
  });
});

test('a run cancelled during its review cleans up and ends cancelled', async () => {
  const outcome = await runVideo({ plan: always(), messages: [{ at: 9_000, cancel: true }] });
  expect(outcome.status).toBe('cancelled');
  expect(outcome.calls.map(({ name }) => name)).toContain('discardStaging');
});
