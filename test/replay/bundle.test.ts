import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { createIoActivities, createMediaActivities } from '../../activities/create-activities.ts';
import type { IoDeps, MediaDeps } from '../../activities/kit/deps.ts';
import { WORKFLOWS } from '../../temporal/names.ts';
import { activities } from '../../workflows/run/activity-options.ts';
import * as workflows from '../../workflows/index.ts';
import { workflowBundle } from '../../workers/workflow-bundle.ts';
import { runVideo } from '../workflows/script.ts';

/** The factories look at nothing until they are called. */
const nothing: IoDeps & MediaDeps = Object.create(null);

test('every function that the entry exports is a workflow with a name of ours, and no other', () => {
  expect(Object.keys(workflows).toSorted()).toEqual(Object.values(WORKFLOWS).toSorted());
  for (const [name, workflow] of Object.entries(workflows)) expect(workflow.name).toBe(name);
});

test('workflows ask for exactly the activities that workers have', () => {
  const made = {
    ...createIoActivities(nothing),
    ...createMediaActivities(nothing),
  };
  expect(Object.keys(activities).toSorted()).toEqual(Object.keys(made).toSorted());
});

test('nothing of Node gets into the sandbox', async () => {
  const code = await readFile(await workflowBundle(join(tmpdir(), 'promptreel-test')), 'utf8');
  const modules = new Set(builtinModules.filter((name) => !name.startsWith('_')));
  const required = [...code.matchAll(/\brequire\(["'](?:node:)?([\w/]+)["']\)/g)];
  // The SDK's own stand-ins for `assert`, `url` and `util` are part of its bundles.
  const asked = new Set(required.map(([, name = '']) => name).filter((name) => modules.has(name)));
  expect([...asked]).toEqual([]);
  expect(code).toContain('videoWorkflow');
});

test('a workflow that imports a part of Node is refused when it is bundled', async () => {
  const workflowsPath = join(import.meta.dirname, 'unfit/workflow.ts');
  const told: string[] = [];
  const logger = new DefaultLogger('ERROR', ({ message }) => void told.push(message));
  await expect(bundleWorkflowCode({ workflowsPath, logger })).rejects.toThrow(/errors/);
  expect(told.join('\n')).toContain('ERROR in node:fs');
});

test('runs side by side in one sandbox share nothing', async () => {
  const wake = (at: number) => ({ at, signal: { name: 'wake', input: { take: 0 } } });
  const alone = await runVideo();
  const [noisy, quiet] = await Promise.all([
    // Uses up all the wakes that one take is heard for.
    runVideo({ messages: Array.from({ length: 20 }, (_, n) => wake(100 + n * 50)) }),
    runVideo(),
  ]);
  expect(noisy.calls.length).toBeGreaterThan(quiet.calls.length);
  expect(quiet).toEqual(alone);
});
