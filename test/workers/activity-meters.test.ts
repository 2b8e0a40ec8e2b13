import { ApplicationFailure } from '@temporalio/common';
import { expect, test } from 'vitest';
import { acceptedSnapshot } from '../../domain/video/snapshot.ts';
import { openMeters } from '../../telemetry/metrics.ts';
import { activityMeters, countFailure, countResult } from '../../workers/activity-meters.ts';
import { planOf } from '../workflows/script.ts';

const VIDEO = 'vid_01kqqqqqqqqqqqqqqqqqqqqqqq';
const asked = { args: [{ tenant: 'default', video: VIDEO }] };
const bought = { args: [{ tenant: 'default', video: VIDEO, take: 0, model: 'acme/film-2' }] };

function counting() {
  const meters = openMeters('test');
  const counted = activityMeters(meters);
  return { counted, told: async () => (await meters.expose()).text };
}

function ended(part: object) {
  const plan = planOf({ model: 'acme/film-2', variations: 2 });
  return { ...acceptedSnapshot(VIDEO, plan, '2026-11-28T12:00:00.000Z'), ...part };
}

test('an end is counted by outcome, code and stage, its takes by provider', async () => {
  const { counted, told } = counting();
  const failure = { code: 'generator_refused', message: 'no', stage: 'generate', retryable: false };
  const snapshot = ended({ status: 'failed', failure });
  const [first, second] = snapshot.candidates;
  const candidates = [{ ...first, status: 'failed', failure }, second];
  countResult(counted, 'closeRecord', asked, { ...snapshot, candidates });
  const text = await told();
  expect(text).toMatch(
    /promptreel_videos_ended_total\{outcome="failed",code="generator_refused",stage="generate",part="test"\} 1/,
  );
  expect(text).toMatch(
    /promptreel_takes_ended_total\{provider="acme",status="failed",code="generator_refused",part="test"\} 1/,
  );
  expect(text).toMatch(/promptreel_video_seconds_count\{part="test"\} 0/);
});

test('a publication is timed from the acceptance that the id tells', async () => {
  const { counted, told } = counting();
  countResult(counted, 'publishVideo', asked, ended({ status: 'published' }));
  expect(await told()).toMatch(/promptreel_video_seconds_count\{part="test"\} 1/);
});

test('a purchase is counted with its cost', async () => {
  const { counted, told } = counting();
  countResult(counted, 'submitJob', bought, { operation: {}, jobId: 'j', costMicros: 250_000 });
  const text = await told();
  expect(text).toContain('promptreel_purchases_total{provider="acme",part="test"} 1');
  expect(text).toContain(
    'promptreel_purchases_cost_micros_total{provider="acme",part="test"} 250000',
  );
});

test('a failed attempt is counted by its code, a look at a job that goes on is none', async () => {
  const { counted, told } = counting();
  const fail = (type: string) => ApplicationFailure.create({ type, message: 'm' });
  countFailure(counted, 'submitJob', bought, fail('generator_quota'));
  countFailure(counted, 'checkJob', bought, fail('JobPending'));
  const text = await told();
  expect(text).toContain(
    'promptreel_activity_failures_total{activity="submitJob",code="generator_quota",provider="acme",part="test"} 1',
  );
  expect(text).not.toContain('checkJob');
});
