import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, test } from 'vitest';
import { createIoActivities, createMediaActivities } from '../../activities/create-activities.ts';
import type { IoDeps, MediaDeps } from '../../activities/kit/deps.ts';
import { ROLE_QUEUES, taskQueue } from '../../temporal/names.ts';
import { workflowBundle } from '../../workers/workflow-bundle.ts';
import type { RecordedHistory } from './histories.ts';
import { recordedHistories, scheduledActivities, workflowIdOf } from './histories.ts';

let codePath: string;
/** The factories look at nothing until they are called. */
const nothing: IoDeps & MediaDeps = Object.create(null);

let recorded: Map<string, RecordedHistory>;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  [codePath, recorded] = await Promise.all([
    workflowBundle(join(tmpdir(), 'promptreel-test')),
    recordedHistories(),
  ]);
});

/** What today's workflows make of these runs, by name: null for the same commands as then. */
async function replay(runs: Iterable<[string, RecordedHistory]>): Promise<Map<string, unknown>> {
  const results = new Map<string, unknown>();
  for (const [name, run] of runs) {
    const history = { workflowId: workflowIdOf(run), history: historyFromJSON(run) };
    const options = { workflowBundle: { codePath }, replayName: name };
    for await (const { error } of Worker.runReplayHistories(options, [history])) {
      results.set(name, error ?? null);
    }
  }
  return results;
}

const named = (name: string): RecordedHistory => {
  const run = recorded.get(name);
  if (run === undefined) throw new Error(`${name} has not been recorded`);
  return run;
};

/** The run with every activity of one name called another. */
const renamed = (run: RecordedHistory, from: string, to: string): RecordedHistory =>
  JSON.parse(
    JSON.stringify(run).replaceAll(
      `"activityType":{"name":"${from}"}`,
      `"activityType":{"name":"${to}"}`,
    ),
  );

const ENDS = {
  'published-by-doorbells': 'COMPLETED',
  'published-after-a-lost-take': 'COMPLETED',
  'reviewed-by-update': 'COMPLETED',
  'rejected-by-signal': 'FAILED',
  'review-nobody-answered': 'COMPLETED',
  'cancelled-while-generating': 'CANCELED',
  'cancelled-while-transcoding': 'CANCELED',
  'failed-while-transcoding': 'FAILED',
  'failed-for-too-few-takes': 'FAILED',
  erased: 'COMPLETED',
  swept: 'COMPLETED',
  'published-from-an-image-link': 'COMPLETED',
  'published-with-evidence-apart': 'COMPLETED',
  'reviewed-though-nobody-could-check': 'COMPLETED',
  'cancelled-and-cleaned-up-side-by-side': 'CANCELED',
  'published-after-a-job-was-given-up': 'COMPLETED',
  'ended-by-its-deadline': 'FAILED',
  'published-in-few-events': 'COMPLETED',
  'reviewed-in-few-events': 'COMPLETED',
};

test('every recorded run gives the same commands with today’s workflows', async () => {
  const results = await replay(recorded);
  expect(Object.fromEntries(results)).toEqual(
    Object.fromEntries(Object.keys(ENDS).map((name) => [name, null])),
  );
});

describe('a workflow that no longer does the same', () => {
  test('is caught where it would call another activity', async () => {
    const run = renamed(named('published-by-doorbells'), 'scoreTake', 'judgeTake');
    const results = await replay([['changed', run]]);
    expect(results.get('changed')).toBeInstanceOf(DeterminismViolationError);
  });

  test('is caught where it would do something that it did not do then', async () => {
    const run = named('swept');
    const [started] = structuredClone(named('swept')).events;
    const attributes = started?.workflowExecutionStartedEventAttributes;
    if (started === undefined || attributes === undefined) throw new Error('an empty history');
    Object.assign(attributes, {
      workflowType: { name: 'eraseWorkflow' },
    });
    const events = [started, ...run.events.slice(1)];
    const results = await replay([['changed', { events }]]);
    expect(results.get('changed')).toBeInstanceOf(DeterminismViolationError);
  });
});

describe('a recording', () => {
  test.each(Object.entries(ENDS))('of %s ends %s', (name, end) => {
    expect(named(name).events.at(-1)?.eventType).toBe(`EVENT_TYPE_WORKFLOW_EXECUTION_${end}`);
  });

  test('survives the way through JSON that operators send histories by', () => {
    const run = named('published-by-doorbells');
    expect(JSON.parse(historyToJSON(historyFromJSON(run)))).toEqual(run);
  });

  test('is small, and names neither a machine nor a person', () => {
    for (const [name, run] of recorded) {
      const text = JSON.stringify(run);
      expect(text.length, name).toBeLessThan(150_000);
      const payloads = [...text.matchAll(/"data":"([^"]*)"/g)].map(([, data = '']) =>
        Buffer.from(data, 'base64').toString(),
      );
      const all = [text, ...payloads].join('\n');
      expect(all, name).not.toContain(hostname());
      expect(all, name).not.toMatch(/node_modules|file:\/\/|\.ts:\d|"prompt"/);
      expect(all, name).not.toContain(`${userInfo().username}@`);
    }
  });

  test('of three takes stays far below the number of events that is promised', () => {
    expect(named('published-by-doorbells').events.length).toBeLessThan(150);
    expect(named('reviewed-by-update').events.length).toBeLessThan(150);
    expect(named('published-in-few-events').events.length).toBeLessThanOrEqual(95);
  });

  test('shows the webhooks that were heard, and each cost one look', () => {
    const run = named('published-by-doorbells');
    const looks = scheduledActivities(run).filter(({ name }) => name === 'checkJob');
    expect(looks).toHaveLength(5);
    const wakes = run.events.filter(({ eventType }) => /EXECUTION_SIGNALED/.test(eventType));
    expect(wakes).toHaveLength(5);
  });
});

test('activities are asked of the workers that have them, by their names', () => {
  const io = new Set(Object.keys(createIoActivities(nothing)));
  const media = new Set(Object.keys(createMediaActivities(nothing)));
  const asked = new Set<string>();
  for (const run of recorded.values()) {
    for (const { name, queue } of scheduledActivities(run)) {
      asked.add(name);
      const queues = media.has(name) ? ROLE_QUEUES.media : ROLE_QUEUES.io;
      expect(queues.map(taskQueue), name).toContain(queue);
    }
  }
  // Every activity there is occurs in some recording.
  expect(asked).toEqual(new Set([...io, ...media]));
});
