import { describe, expect, test } from 'vitest';
import type { Outage } from './attempts.ts';
import { underOutage } from './attempts.ts';
import type { ActivityCall, ActivityInput } from './sandbox.ts';
import { WORKING, runVideo } from './script.ts';

const OUTAGES: Record<string, Outage> = {
  'storage away for ten minutes': { kind: 'away', minutes: 10, type: 'storage_failed' },
  'the network away for ten minutes': { kind: 'away', minutes: 10, type: 'download_failed' },
  'ten workers killed in a row': { kind: 'killed', times: 10 },
};

/** The world as it is, but for one activity, from the moment it is first asked for. */
function trouble(name: string, outage: Outage) {
  let since: number | undefined;
  return {
    [name]: (input: ActivityInput, call: ActivityCall) => {
      since ??= call.at;
      const usual = WORKING[name]?.(input, call);
      if (usual === undefined || !('value' in usual)) throw new Error(`${name} answers no value`);
      return underOutage(call, { ...outage, since }, usual.value);
    },
  };
}

const cases = (activities: string[]) =>
  activities.flatMap((name) => Object.keys(OUTAGES).map((outage) => [name, outage] as const));
const outageOf = (name: string): Outage => {
  const outage = OUTAGES[name];
  if (outage === undefined) throw new Error(`no outage is called ${name}`);
  return outage;
};

describe('a video is published though', () => {
  test.each(
    cases([
      'fetchImage',
      'submitJob',
      'checkJob',
      'keepTake',
      'scoreTake',
      'ingestMaster',
      'transcodeLadder',
      'publishVideo',
    ]),
  )('%s meets %s', async (name, outage) => {
    const answers = trouble(name, outageOf(outage));
    const { status, state } = await runVideo({ imageLink: true, answers });
    expect(status).toBe('completed');
    // And nothing that was paid for was given up on the way.
    expect(state).toMatchObject({
      candidates: [{ status: 'scored' }, { status: 'scored' }, { status: 'scored' }],
    });
    expect(JSON.stringify(state)).not.toContain('unscored');
  });
});

test.each(cases(['saveRecord']))('a review goes on though %s meets %s', async (name, outage) => {
  const { status } = await runVideo({
    plan: {
      review: { mode: 'always', threshold: 70, deadline: 60, onDeadline: 'publish_best' },
    },
    answers: trouble(name, outageOf(outage)),
  });
  expect(status).toBe('completed');
});

test.each(cases(['cancelJob', 'discardStaging']))(
  'a cancelled video is cleaned up though %s meets %s',
  async (name, outage) => {
    const { status, calls } = await runVideo({
      answers: { checkJob: () => ({ never: true }), ...trouble(name, outageOf(outage)) },
      messages: [{ at: 1_000, cancel: true }],
    });
    expect(status).toBe('cancelled');
    const done = calls.filter((call) => call.name === name && call.outcome === 'completed');
    expect(done).toHaveLength(name === 'cancelJob' ? 3 : 1);
  },
);

test.each(cases(['closeRecord']))(
  'a run ends as it ended though %s meets %s',
  async (name, outage) => {
    const { type } = await runVideo({
      answers: {
        transcodeLadder: () => ({ failure: { type: 'transcode_failed', message: 'no' } }),
        ...trouble(name, outageOf(outage)),
      },
    });
    expect(type).toBe('transcode_failed');
  },
);
