import type { ModelCatalog } from '../providers/generators/model-catalog.ts';
import type { ObjectStore } from '../providers/stores/store.ts';
import type { VideoRecords } from '../providers/stores/video-records.ts';
import type { Log } from '../telemetry/log.ts';
import type { Meters } from '../telemetry/metrics.ts';
import type { ApiMeters } from './api-meters.ts';
import type { ApiKey } from '../temporal/installation.ts';
import type { VideoClient } from './video-client.ts';
import type { Addresses } from './video-resource.ts';
import type { VideoViews } from './video-views.ts';
import type { VideoWatches } from './video-watches.ts';

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
