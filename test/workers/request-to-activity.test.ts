import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openVideoClient } from '../../api/runs/run-client.ts';
import { createFileStore } from '../../providers/stores/file/file-store.ts';
import { openVideoRecords } from '../../records/videos.ts';
import { currentRequestId, withinRequest } from '../../telemetry/request-scope.ts';
import { openTraces } from '../../telemetry/traces.ts';
import { clientInterceptors } from '../../temporal/client-interceptors.ts';
import { openTemporal } from '../../temporal/connection.ts';
import { videoRecord } from '../api/api-fixture.ts';
import type { DevServer } from '../temporal/dev-server.ts';
import { startDevServer } from '../temporal/dev-server.ts';
import { startWorker } from './worker-process.ts';

let server: DevServer;
let collector: Server;
/** Bodies of OTLP requests, JSON. */
const exported: string[] = [];

beforeAll(async () => {
  server = await startDevServer('none of that');
  collector = createServer((request, response) => {
    text(request)
      .then((body) => {
        if (request.url === '/v1/traces') exported.push(body);
        return response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      })
      .catch(() => response.destroy());
  });
  await once(collector.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  collector.close();
  await server.close();
});

const traceIds = (part: string) => {
  const bodies = exported.filter((body) => body.includes(`promptreel-${part}`));
  return new Set(bodies.join('').match(/(?<="traceId":")[0-9a-f]{32}/g));
};

test('a request is known by its id in the worker’s log, and is one trace with its activities', async () => {
  const address = collector.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const endpoint = `http://127.0.0.1:${port}`;
  const worker = await startWorker({
    ...server.settings,
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  });
  const closeTraces = openTraces('api', endpoint);
  const plain = videoRecord();
  const plan = { ...plain.request.plan, model: 'strict/model', variations: 1 };
  const record = { ...plain, request: { ...plain.request, plan } };
  const store = createFileStore({ root: join(server.dir, 'objects') });
  await openVideoRecords({ store, tenants: ['default'] }).create(record);
  const { client, connection } = openTemporal(
    { connectionOptions: { address: server.temporal.address }, namespace: 'default' },
    clientInterceptors({ requestId: currentRequestId, traced: true }),
  );
  const at = { publicUrl: 'http://v.test', temporalUi: null, namespace: 'default' };
  await withinRequest('req-42', () => openVideoClient(client, at).start(record));
  await client.workflow
    .getHandle(record.id)
    .result()
    .catch(() => null);
  const metrics = await (await fetch(`${worker.address}/metrics`)).text();
  worker.signal('SIGTERM');
  await worker.ended;
  await closeTraces();
  await connection.close();

  const lines = worker.log().split('\n');
  const failed = lines.filter((line) => line.includes('submitJob'));
  expect(failed.join('\n')).toContain('"requestId":"req-42"');
  expect(worker.log()).not.toContain('No activities registered');
  expect(exported.join('')).toContain('RunActivity:submitJob');
  const [trace = 'none'] = traceIds('api');
  expect(traceIds('worker')).toContain(trace);
  expect(metrics).toMatch(
    /promptreel_videos_ended_total\{outcome="failed",code="generator_refused"/,
  );
  expect(metrics).toMatch(/promptreel_activity_wait_seconds_count\{[^}]*queue="promptreel-io"/);
}, 60_000);
