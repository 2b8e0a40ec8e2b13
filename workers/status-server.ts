import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { Worker } from '@temporalio/worker';
import type { Sandbox } from '../media/ffmpeg/sandbox.ts';
import type { Meters } from '../telemetry/metrics.ts';

interface StatusServer {
  address: string;
  close: () => void;
}

/** `/healthz` and `/readyz` for whoever watches the process, `/metrics` for Prometheus: ours and the SDK's. */
export async function serveStatus(options: {
  host: string;
  port: number;
  workers: () => Worker[];
  /** What media programs run in, for an operator to see. */
  sandbox: Sandbox;
  meters: Meters;
  /** Where the SDK's own metrics are. */
  coreMetrics: string;
}): Promise<StatusServer> {
  const server = createServer((request, response) => {
    const answer = request.url === '/metrics' ? metrics(options) : Promise.resolve(health(options));
    answer
      .catch(() => ({ status: 500, type: 'text/plain', text: 'metrics are not available\n' }))
      .then(({ status, type, text }) =>
        response.writeHead(status, { 'content-type': type }).end(text),
      )
      .catch(() => response.destroy());
  });
  await listening(server, options);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { address: `http://${options.host}:${address.port}`, close: () => void server.close() };
}

async function metrics({ meters, coreMetrics }: Parameters<typeof serveStatus>[0]) {
  const [own, core] = await Promise.all([meters.expose(), fetch(coreMetrics)]);
  return { status: 200, type: own.contentType, text: `${own.text}\n${await core.text()}` };
}

function health({ workers, sandbox }: Parameters<typeof serveStatus>[0]) {
  const states = workers().map((worker) => `${worker.options.taskQueue}: ${worker.getState()}`);
  const media = `media programs: ${sandbox === 'none' ? 'no sandbox' : sandbox}`;
  const ready = states.length > 0 && workers().every((worker) => worker.getState() === 'RUNNING');
  return {
    status: ready ? 200 : 503,
    type: 'text/plain',
    text: `${[...states, media].join('\n')}\n`,
  };
}

function listening(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}
