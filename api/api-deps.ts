import type { ModelCatalog } from '../providers/generators/default-model.ts';
import type { ObjectStore } from '../providers/stores/store.ts';
import type { VideoRecords } from '../records/videos.ts';
import type { Log } from '../telemetry/log.ts';
import type { Meters } from '../telemetry/metrics.ts';
import type { ApiMeters } from './http/api-meters.ts';
import type { ApiKey } from '../config/installation.ts';
import type { VideoClient } from './runs/run-client.ts';
import type { Addresses } from './addresses.ts';
import type { VideoViews } from './videos/views.ts';
import type { VideoWatches } from './videos/watches.ts';

/** What the API is made of; tests put it together themselves. */
export interface ApiDeps {
  at: Addresses;
  keys: readonly ApiKey[];
  secret: string;
  store: ObjectStore;
  records: VideoRecords;
  client: VideoClient;
  models: ModelCatalog;
  log: Log;
  meters: Meters;
  /** Times that only a test shortens, in milliseconds. */
  pace?: { lookEveryMs?: number; commentEveryMs?: number };
}

/** What routes share beside that. */
export interface RouteDeps extends ApiDeps {
  views: VideoViews;
  watches: VideoWatches;
  counted: ApiMeters;
}
