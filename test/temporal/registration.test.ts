import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ScheduleClient, ScheduleOverlapPolicy, WorkflowClient } from '@temporalio/client';
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes.js';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  SEARCH_ATTRIBUTES,
  SWEEP_SCHEDULE_ID,
  WORKFLOWS,
  taskQueue,
} from '../../temporal/names.ts';
import { registerOn } from '../../temporal/registration.ts';
import { temporalCli } from '../workers/temporal-cli.ts';
import type { RefusingProxy } from './refusing-proxy.ts';
import { startRefusingProxy } from './refusing-proxy.ts';

let env: TestWorkflowEnvironment;

beforeAll(async () => {
  env = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: temporalCli() },
      log: { format: 'pretty', level: 'error' },
    },
  });
});
afterAll(() => env.teardown());

const register = (namespace: string) => registerOn(env.connection, { namespace });
const sweep = (namespace: string) =>
  new ScheduleClient({ connection: env.connection, namespace }).getHandle(SWEEP_SCHEDULE_ID);

test('an empty server gets a namespace, every search attribute and the sweep', async () => {
  const namespace = randomUUID();
  const made = await register(namespace);
  expect(made).toMatchObject({ namespaceMade: true, scheduleMade: true });
  expect(new Set(made.attributesAdded)).toEqual(new Set(Object.keys(SEARCH_ATTRIBUTES)));

  const described = await env.connection.workflowService.describeNamespace({ namespace });
  expect(Number(described.config?.workflowExecutionRetentionTtl?.seconds)).toBe(7 * 86_400);
});

test('a run can be started with the attributes as soon as registering is over', async () => {
  const namespace = randomUUID();
  await register(namespace);
  const client = new WorkflowClient({ connection: env.connection, namespace });
  const handle = await client.start(WORKFLOWS.video, {
    taskQueue: taskQueue('workflow'),
    workflowId: 'vid_test',
    searchAttributes: { VideoTenant: ['default'], VideoLabels: ['a=b'] },
  });
  await expect(handle.describe()).resolves.toMatchObject({
    searchAttributes: { VideoTenant: ['default'] },
  });
});

test('the sweep runs every five minutes and never twice at once', async () => {
  const namespace = randomUUID();
  await register(namespace);
  const { spec, policies, action } = await sweep(namespace).describe();
  expect(spec.intervals).toEqual([{ every: 300_000 }]);
  expect(policies).toMatchObject({ overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: 60_000 });
  expect(action).toMatchObject({
    workflowType: WORKFLOWS.sweep,
    taskQueue: taskQueue('workflow'),
  });
});

test('registering again makes nothing, renews the sweep and keeps an operator’s pause', async () => {
  const namespace = randomUUID();
  await register(namespace);
  const handle = sweep(namespace);
  await handle.pause('provider outage');
  await handle.update((previous) => ({ ...previous, spec: { intervals: [{ every: '1 day' }] } }));

  expect(await register(namespace)).toEqual({
    namespaceMade: false,
    attributesAdded: [],
    scheduleMade: false,
  });
  const { state, spec } = await handle.describe();
  expect(state).toMatchObject({ paused: true, note: 'provider outage' });
  expect(spec.intervals).toEqual([{ every: 300_000 }]);
});

test('two deployments at once both succeed', async () => {
  const namespace = randomUUID();
  const [one, other] = await Promise.all([register(namespace), register(namespace)]);
  expect([one.namespaceMade, other.namespaceMade].filter(Boolean)).toHaveLength(1);
});

test('an attribute of our name with another type is refused with advice', async () => {
  const namespace = randomUUID();
  await register(namespace);
  const { operatorService } = env.connection;
  await operatorService.removeSearchAttributes({ namespace, searchAttributes: ['VideoStage'] });
  const asInt = { VideoStage: encodeSearchAttributeIndexedValueType('INT')! };
  await operatorService.addSearchAttributes({ namespace, searchAttributes: asInt });
  await expect(register(namespace)).rejects.toThrow('VideoStage exists in namespace');
});

const PROGRAM = fileURLToPath(new URL('../../workers/register.ts', import.meta.url));
const runProgram = (...flags: string[]) =>
  promisify(execFile)(process.execPath, [PROGRAM, ...flags]).catch((failed: unknown) => {
    const { code, stderr } = z.object({ code: z.number(), stderr: z.string() }).parse(failed);
    return { code, stderr, stdout: '' };
  });

describe('a server that keeps the operator’s calls for its owner', () => {
  test('is not asked for any when everything is in place', async () => {
    const namespace = randomUUID();
    await register(namespace);
    const proxy = await startRefusingProxy(env.address, /OperatorService|RegisterNamespace/);
    const done = await runProgram(`--address=${proxy.address}`, `--namespace=${namespace}`);
    proxy.close();
    expect(JSON.parse(done.stdout)).toMatchObject({ namespaceMade: false, attributesAdded: [] });
    expect(proxy.refused).toEqual([]);
  });

  test('is told about by the commands that add what is missing', async () => {
    const namespace = randomUUID();
    await register(namespace);
    const { operatorService } = env.connection;
    const searchAttributes = ['VideoStage', 'VideoReviewDueAt'];
    await operatorService.removeSearchAttributes({ namespace, searchAttributes });
    const proxy = await startRefusingProxy(env.address, /OperatorService/);
    const { code, stderr } = await refusedBy(proxy, namespace);
    expect(proxy.refused).toEqual(['ListSearchAttributes']);
    expect(code).toBe(1);
    expect(stderr).toContain(
      `temporal operator search-attribute create --namespace ${namespace} --name VideoStage --type Keyword --name VideoReviewDueAt --type Datetime\n`,
    );
    expect(stderr).toContain('--search-attribute VideoStage=Keyword');

    // The printed commands are right: run as they stand, they leave nothing to be done.
    const [command = ''] = /temporal operator search-attribute create .*/.exec(stderr) ?? [];
    const args = command.split(' ').slice(1);
    await promisify(execFile)(temporalCli(), [...args, `--address=${env.address}`]);
    expect(await register(namespace)).toMatchObject({ attributesAdded: [] });
  });

  test('is told about when the namespace is missing', async () => {
    const namespace = randomUUID();
    const proxy = await startRefusingProxy(env.address, /OperatorService|RegisterNamespace/);
    const { code, stderr } = await refusedBy(proxy, namespace);
    expect(code).toBe(1);
    expect(stderr).toContain(
      `temporal operator namespace create --namespace ${namespace} --retention 7d\n`,
    );
    expect(stderr).not.toContain(' at ');
  });

  async function refusedBy(proxy: RefusingProxy, namespace: string) {
    const done = await runProgram(`--address=${proxy.address}`, `--namespace=${namespace}`);
    proxy.close();
    return { code: 'code' in done ? done.code : 0, stderr: done.stderr };
  }
});

test('the program takes its server from flags and says what it made', async () => {
  const namespace = randomUUID();
  const { stdout } = await promisify(execFile)(process.execPath, [
    PROGRAM,
    `--address=${env.address}`,
    `--namespace=${namespace}`,
    '--retention-days=2',
  ]);
  expect(JSON.parse(stdout)).toMatchObject({ namespace, namespaceMade: true });
  const described = await env.connection.workflowService.describeNamespace({ namespace });
  expect(Number(described.config?.workflowExecutionRetentionTtl?.seconds)).toBe(2 * 86_400);
});
