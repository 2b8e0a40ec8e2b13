import type { Client } from '@temporalio/client';
import type { IoActivities, MediaActivities } from '../activities/contract.ts';
import { createIoActivities, createMediaActivities } from '../activities/create-activities.ts';
import { DEFAULT_TOOLS } from '../media/ffmpeg/ffmpeg.ts';
import type { Sandbox } from '../media/ffmpeg/sandbox.ts';
import { WEB_PORTS } from '../net/limits.ts';
import { CATALOGUE } from '../catalogue/catalogue.ts';
import { openCatalogue } from '../domain/models/catalogue.ts';
import { quoteOf } from '../domain/models/price.ts';
import { createNet } from '../net/net.ts';
import { openGenerators } from '../providers/generators/registry.ts';
import { createTechnicalJudge } from '../providers/judges/technical.ts';
import { openStore } from '../providers/stores/open-store.ts';
import { openVideoRecords } from '../records/videos.ts';
import type { Log } from '../telemetry/log.ts';
import type { WorkerConfig } from './config.ts';
import { openRuns } from './runs.ts';

/** The composition root: every port with the adapter that the configuration names. */
export function composeActivities(
  config: WorkerConfig,
  { client, sandbox, log }: { client: Client; sandbox: Sandbox; log: Log },
): { io: IoActivities; media: MediaActivities } {
  const tools = { ...DEFAULT_TOOLS, sandbox };
  const { emulatorHost } = config.store;
  const store = openStore(
    config.store.location,
    emulatorHost === undefined ? {} : { emulatorHost },
  );
  const records = openVideoRecords({ store, tenants: config.tenants });
  const net = createNet({ allowHosts: [...config.accountHosts, ...config.allowHosts] });
  const callerNet = createNet({ allowHosts: config.allowHosts, ports: WEB_PORTS });
  const entry = openCatalogue(CATALOGUE, config.accounts);
  const generators = openGenerators(config.accounts, { net });
  const { tenants, secret, hookUrl, maxTakeBytes, scratchRoot } = config;
  return {
    io: createIoActivities({
      store,
      records,
      net,
      callerNet,
      generator: (model) => generators.get(model),
      quote: (model, order) => quoteOf(entry(model), order),
      runs: openRuns(client),
      tenants,
      secret,
      hookUrl,
      maxTakeBytes,
      log,
    }),
    media: createMediaActivities({
      store,
      records,
      judges: [createTechnicalJudge({ tools })],
      tools,
      scratchRoot,
      log,
    }),
  };
}
