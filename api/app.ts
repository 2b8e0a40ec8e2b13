import type { Express } from 'express';
import express from 'express';
import type { ApiKey } from '../config/installation.ts';
import type { TenantLimits } from '../config/rows/limits.ts';
import type { VideoId } from '../domain/ids.ts';
import type { OfferedModels } from './models/offered.ts';
import type { ObjectStore } from '../providers/stores/store.ts';
import type { VideoRecords } from '../records/videos.ts';
import type { Log } from '../telemetry/log.ts';
import type { Meters } from '../telemetry/metrics.ts';
import type { Addresses } from './addresses.ts';
import * as docs from './docs/routes.ts';
import * as hooks from './hooks/routes.ts';
import { apiMeters } from './http/api-meters.ts';
import { authentication } from './http/authentication.ts';
import type { StreamPace } from './http/event-stream.ts';
import { boundBodies } from './http/body-budget.ts';
import { requestIds } from './http/headers.ts';
import { refuseForeigners } from './http/foreign.ts';
import type { AnsweredRoute } from './http/operation.ts';
import { boundPipelining } from './http/pipelining.ts';
import { problemAnswers } from './http/problem-answers.ts';
import { notFound } from './http/problem.ts';
import { limitRates } from './http/rate-limits.ts';
import { addRoutes } from './http/routing.ts';
import type { CodecDeps } from './operations/codec.ts';
import { codecServer } from './operations/codec.ts';
import * as operations from './operations/routes.ts';
import * as playback from './playback/routes.ts';
import { openViewable } from './playback/viewable.ts';
import * as review from './review/routes.ts';
import type { VideoClient } from './runs/run-client.ts';
import { openTakeLimits } from './videos/take-limits.ts';
import * as videos from './videos/routes.ts';
import { openVideoViews } from './videos/views.ts';
import { openVideoWatches } from './videos/watches.ts';

/** What the API is made of; tests put it together themselves. */
export interface ApiDeps {
  at: Addresses;
  keys: readonly ApiKey[];
  secret: string;
  store: ObjectStore;
  records: VideoRecords;
  client: VideoClient;
  models: OfferedModels;
  limits: TenantLimits;
  /** For the Temporal UI, where an operator's key is set. */
  codec?: CodecDeps | null;
  log: Log;
  meters: Meters;
  /** Times that only a test shortens, in milliseconds. */
  pace?: { lookEveryMs?: number; coalesceMs?: number } & StreamPace;
}

export interface Api {
  app: Express;
  /** Ends all event streams and waits, so that the server can close. */
  close(): void;
}

/** The whole API as a function of its dependencies; listens to nothing itself. */
export function createApi(deps: ApiDeps): Api {
  const { log } = deps;
  const counted = apiMeters(deps.meters);
  const views = openVideoViews(deps);
  const watches = openVideoWatches({ views, log, ...deps.pace });
  const viewable = openViewable(deps);
  const forget = (id: VideoId): void => {
    viewable.forget(id);
    views.forget(id);
  };

  // The rooms of the API. A route is told in its room and nowhere else.
  const takeLimits = openTakeLimits(deps.limits, deps.client);
  const shared = { ...deps, counted, views, watches, viewable, takeLimits, forget };
  const rooms = [operations, hooks, playback, videos, review, docs];
  const routes: AnsweredRoute[] = rooms.flatMap((room) => room.routes(shared));

  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', false);
  app.use(boundPipelining());
  app.use(requestIds({ log, meters: counted }));
  // Before the refusal of foreign pages: the Temporal UI is one, and has a key of its own.
  if (deps.codec) app.use('/codec', codecServer(deps.codec));
  if (deps.keys.length === 0) app.use(refuseForeigners(deps.at.publicUrl));
  addRoutes(app, routes, [authentication(deps.keys), limitRates(deps.limits), boundBodies()]);
  app.use(() => {
    throw notFound();
  });
  app.use(problemAnswers({ log, publicUrl: deps.at.publicUrl }));
  return { app, close: () => watches.close() };
}
