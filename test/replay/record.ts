import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { ROLE_QUEUES, SEARCH_ATTRIBUTES, taskQueue } from '../../temporal/names.ts';
import { workflowBundle } from '../../workers/workflow-bundle.ts';
import { temporalCli } from '../workers/temporal-cli.ts';
import { HISTORIES, recordedHistories, scrub } from './histories.ts';
import { play, scenarios, scriptedActivities } from './scenarios.ts';

/**
 * Adds what is missing in `test/histories/`: `node test/replay/record.ts`. Real workflow code runs on a
 * real dev server against scripted activities.
 *
 * What is recorded stays as it is: runs like it may be under way. A replay that fails is a change that
 * needs `patched()`; a new shape is a scenario with a name of its own.
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
const recorded = await recordedHistories();
const all = scenarios().filter(({ name }) => !recorded.has(name));
const codePath = await workflowBundle(join(tmpdir(), 'promptreel-test'));
const activities = scriptedActivities(all);
const workers = await Promise.all(
  Object.values(ROLE_QUEUES)
    .flat()
    .map((serves) =>
      Worker.create({
        connection: env.nativeConnection,
        taskQueue: taskQueue(serves),
        identity: serves,
        maxHeartbeatThrottleInterval: 200,
        shutdownGraceTime: 0,
        ...(serves === 'workflow' ? { workflowBundle: { codePath } } : { activities }),
      }),
    ),
);
const running = Promise.all(workers.map((worker) => worker.run()));
const client = new Client({ connection: env.connection, identity: 'client' });

await Promise.all(
  all.map(async (each) => {
    const handle = await play(client, taskQueue('workflow'), each);
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
