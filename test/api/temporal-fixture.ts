import { fileURLToPath } from 'node:url';
import { ApplicationFailure } from '@temporalio/common';
import { Context } from '@temporalio/activity';
import { defineSearchAttributeKey } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker, bundleWorkflowCode } from '@temporalio/worker';
import type { LiveProgress } from '../../domain/video/live-progress.ts';
import { SEARCH_ATTRIBUTES, taskQueue } from '../../temporal/names.ts';
import { temporalCli } from '../workers/temporal-cli.ts';

export interface TemporalFixture {
  env: TestWorkflowEnvironment;
  /** Answers queries and updates from here on; the answer stops it again. */
  startWorker(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** A real dev server with our search attributes, and a worker for the workflows of these tests. */
export async function startTemporal(): Promise<TemporalFixture> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const env = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: temporalCli() },
      log: { format: 'pretty', level: 'error' },
      searchAttributes: Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) =>
        defineSearchAttributeKey(name, ATTRIBUTE_TYPES[type]),
      ),
    },
  });
  const workflowsPath = fileURLToPath(new URL('./test-workflows.ts', import.meta.url));
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath,
    logger: new DefaultLogger('ERROR'),
  });
  return {
    env,
    async startWorker() {
      const worker = await Worker.create({
        connection: env.nativeConnection,
        taskQueue: taskQueue('workflow'),
        workflowBundle,
        activities: { workOn },
        shutdownGraceTime: 0,
      });
      const running = worker.run();
      return async () => {
        worker.shutdown();
        await running;
      };
    },
    close: () => env.teardown(),
  };
}

const ATTRIBUTE_TYPES = {
  Keyword: 'KEYWORD',
  KeywordList: 'KEYWORD_LIST',
  Datetime: 'DATETIME',
} as const;

async function workOn(live: LiveProgress, how: 'beat' | 'pending'): Promise<void> {
  if (how === 'beat') {
    Context.current().heartbeat(live);
    await Context.current().cancelled;
  }
  throw ApplicationFailure.create({
    type: 'JobPending',
    message: 'still at it',
    details: [live],
    nextRetryDelay: '20 s',
  });
}
