import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { SEARCH_ATTRIBUTES, TASK_QUEUES } from '../../temporal/names.ts';
import { workflowBundle } from '../../workers/workflow-bundle.ts';
import { temporalCli } from '../workers/temporal-cli.ts';
import { HISTORIES, scrub } from './histories.ts';
import { play, scenarios, scriptedActivities } from './scenarios.ts';

/**
 * Records `test/histories/` anew: `node test/replay/record.ts`, about 100 seconds, most of them the
 * erase run's own waiting. Real workflow code runs on a real dev server against scripted activities.
 *
 * Before the first release, or for a change that no run under way can meet, record again. After that a
 * replay that fails is a change that needs `patched()`: add a recording and keep the old ones.
 */
const ATTRIBUTE_TYPES = {
  Keyword: 'KEYWORD',
  KeywordList: 'KEYWORD_LIST',
  Datetime: 'DATETIME',
} as const;

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
const all = scenarios();
const codePath = await workflowBundle(join(tmpdir(), 'promptreel-test'));
const activities = scriptedActivities(all);
const workers = await Promise.all(
  Object.entries(TASK_QUEUES).map(([role, taskQueue]) =>
    Worker.create({
      connection: env.nativeConnection,
      taskQueue,
      identity: role,
      maxHeartbeatThrottleInterval: 200,
      shutdownGraceTime: 0,
      ...(role === 'workflow' ? { workflowBundle: { codePath } } : { activities }),
    }),
  ),
);
const running = Promise.all(workers.map((worker) => worker.run()));
const client = new Client({ connection: env.connection, identity: 'client' });

await rm(HISTORIES, { recursive: true, force: true });
await mkdir(HISTORIES, { recursive: true });
await Promise.all(
  all.map(async (each) => {
    const handle = await play(client, TASK_QUEUES.workflow, each);
    const history = scrub(JSON.parse(historyToJSON(await handle.fetchHistory())));
    // A line for each event: small, and a change can be read.
    const events = history.events.map((event) => JSON.stringify(event));
    await writeFile(
      join(HISTORIES, `${each.name}.json`),
      `{"events":[\n${events.join(',\n')}\n]}\n`,
    );
    process.stdout.write(`${each.name}: ${events.length} events\n`);
  }),
);

for (const worker of workers) worker.shutdown();
await running;
await env.teardown();
