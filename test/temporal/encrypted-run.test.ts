import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { WorkflowFailedError } from '@temporalio/client';
import proto from '@temporalio/proto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openVideoClient } from '../../api/runs/run-client.ts';
import { createFileStore } from '../../providers/stores/file/file-store.ts';
import { openVideoRecords } from '../../records/videos.ts';
import type { PayloadKey } from '../../temporal/codec.ts';
import { openTemporal } from '../../temporal/connection.ts';
import { videoRecord } from '../api/api-fixture.ts';
import { startWorker } from '../workers/worker-process.ts';
import type { DevServer } from './dev-server.ts';
import { startDevServer } from './dev-server.ts';

/** What a customer says, and what a generator says to it, each a word that occurs nowhere else. */
const REASON = 'sentinelreason';
const METADATA = 'sentinelmetadata';

const KEY: PayloadKey = { id: 'k1', key: randomBytes(32) };
let server: DevServer;
beforeAll(async () => {
  server = await startDevServer(REASON);
});
afterAll(() => server.close());

const settings = (keys: PayloadKey[]) => ({
  ...server.settings,
  PROMPTREEL_PAYLOAD_KEYS: keys
    .map(({ id, key }) => `${id}:${Buffer.from(key).toString('base64')}`)
    .join(','),
});

const clientWith = (payloadKeys: PayloadKey[]) =>
  openTemporal({
    connectionOptions: { address: server.temporal.address },
    namespace: 'default',
    payloadKeys,
  });

async function acceptAndStart(keys: PayloadKey[]) {
  const plain = videoRecord({}, { metadata: { campaign: METADATA } });
  const { request } = plain;
  const plan = { ...request.plan, model: 'strict/model', variations: 1 };
  const record = { ...plain, request: { ...request, plan } };
  const store = createFileStore({ root: join(server.dir, 'objects') });
  await openVideoRecords({ store, tenants: ['default'] }).create(record);
  const { client, connection } = clientWith(keys);
  const at = { publicUrl: 'http://v.test', temporalUi: null, namespace: 'default' };
  await openVideoClient(client, at).start(record);
  return { id: record.id, client, connection };
}

/** Everything that Temporal tells of a run to somebody without a key, as bytes. */
async function allThatTemporalKnows(workflowId: string): Promise<string> {
  const service = server.temporal.client.workflowService;
  const about = { namespace: 'default', execution: { workflowId } };
  const v1 = proto.temporal.api.workflowservice.v1;
  const history = await service.getWorkflowExecutionHistory(about);
  const described = await service.describeWorkflowExecution(about);
  return Buffer.concat([
    v1.GetWorkflowExecutionHistoryResponse.encode(history).finish(),
    v1.DescribeWorkflowExecutionResponse.encode(described).finish(),
  ]).toString('latin1');
}

test('with keys nothing of a customer is readable in Temporal, reasons of failures included', async () => {
  const worker = await startWorker(settings([KEY]));
  const { id, client, connection } = await acceptAndStart([KEY]);
  const failed = await client.workflow
    .getHandle(id)
    .result()
    .catch((error: unknown) => error);
  const known = await allThatTemporalKnows(id);
  const state: unknown = await client.workflow.getHandle(id).query('state');
  worker.signal('SIGTERM');
  await worker.ended;
  await connection.close();

  expect(failed).toBeInstanceOf(WorkflowFailedError);
  // Whoever has the key reads what happened.
  expect(JSON.stringify(state)).toContain(REASON);
  expect(known).toContain('binary/encrypted');
  for (const word of [REASON, METADATA, 'acceptedAt', 'createVideo.ts', 'minCandidates']) {
    expect(known, word).not.toContain(word);
  }
}, 60_000);

test('without keys the same run is readable, so that the search above can find something', async () => {
  const worker = await startWorker(settings([]));
  const { id, client, connection } = await acceptAndStart([]);
  await client.workflow
    .getHandle(id)
    .result()
    .catch(() => null);
  const known = await allThatTemporalKnows(id);
  worker.signal('SIGTERM');
  await worker.ended;
  await connection.close();
  expect(known).toContain(REASON);
  expect(known).toContain(METADATA);
  expect(known).toContain('acceptedAt');
}, 60_000);

test('a worker with another key says which one is missing', async () => {
  const { id, connection } = await acceptAndStart([KEY]);
  const wrong = { id: 'k2', key: randomBytes(32) };
  const worker = await startWorker(settings([wrong]));
  await expect.poll(worker.log, { timeout: 20_000 }).toContain('encrypted with the key \\"k1\\"');
  worker.signal('SIGTERM');
  await worker.ended;
  await server.temporal.client.workflow.getHandle(id).terminate('over');
  await connection.close();
}, 60_000);
