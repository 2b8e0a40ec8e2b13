import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineSearchAttributeKey } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { SEARCH_ATTRIBUTES } from '../../temporal/names.ts';
import { temporalCli } from '../workers/temporal-cli.ts';

const TYPES = { Keyword: 'KEYWORD', KeywordList: 'KEYWORD_LIST', Datetime: 'DATETIME' } as const;

export interface DevServer {
  dir: string;
  temporal: TestWorkflowEnvironment;
  /** What a worker needs to work on it. */
  settings: Record<string, string>;
  close(): Promise<void>;
}

/** A Temporal server, a folder, and a generator that refuses every prompt for `reason`. */
export async function startDevServer(reason: string): Promise<DevServer> {
  const dir = await mkdtemp(join(tmpdir(), 'promptreel-dev-server-'));
  const models = createServer((_request, response) => {
    const error = { code: 'content_policy_violation', message: `No: ${reason}.` };
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error }));
  });
  await once(models.listen(0, '127.0.0.1'), 'listening');
  const temporal = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: temporalCli() },
      log: { format: 'pretty', level: 'error' },
      searchAttributes: Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) =>
        defineSearchAttributeKey(name, TYPES[type]),
      ),
    },
  });
  const address = models.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    dir,
    temporal,
    settings: {
      PROMPTREEL_DATA_DIR: dir,
      PROMPTREEL_CACHE_DIR: join(tmpdir(), 'promptreel-test'),
      PROMPTREEL_SECRET: 'a-secret-of-the-tests',
      PROMPTREEL_VIDEO_SERVERS: `strict=http://127.0.0.1:${port}/v1`,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_CONFIG_FILE: join(dir, 'none.toml'),
      HOME: dir,
    },
    async close() {
      models.close();
      await temporal.teardown();
      await rm(dir, { recursive: true });
    },
  };
}
