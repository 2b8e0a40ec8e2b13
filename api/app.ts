import type { Express } from 'express';
import express from 'express';
import type { ApiDeps, RouteDeps } from './api-deps.ts';
import { apiMeters } from './http/api-meters.ts';
import { authentication } from './http/authentication.ts';
import { problemAnswers } from './http/problem-answers.ts';
import { notFound } from './http/problem.ts';
import { requestIds } from './http/request-ids.ts';
import { resource } from './http/resource-routes.ts';
import { createVideo } from './videos/create.ts';
import { cancelVideo, deleteVideo } from './videos/end.ts';
import { getVideo, listCandidates, listVideos } from './videos/read.ts';
import { reviewVideo } from './review/routes.ts';
import { ringDoorbell } from './hooks/routes.ts';
import { serveMedia } from './playback/routes.ts';
import { showPages } from './docs/show-pages.ts';
import { tellAlive, tellMetrics, tellReady } from './operations/routes.ts';
import { watchVideo } from './videos/watch.ts';
import { openVideoViews } from './videos/views.ts';
import { openVideoWatches } from './videos/watches.ts';

export interface Api {
  app: Express;
  /** Ends all event streams and waits, so that the server can close. */
  close(): void;
}

/** The whole API as a function of its dependencies; listens to nothing itself. */
export function createApi(deps: ApiDeps): Api {
  const counted = apiMeters(deps.meters);
  const views = openVideoViews(deps);
  const watches = openVideoWatches({ views, log: deps.log, ...deps.pace });
  const shared: RouteDeps = { ...deps, views, watches, counted };

  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', false);
  app.use(requestIds({ log: deps.log, meters: counted }));
  addRoutes(app, shared);
  app.use(() => {
    throw notFound();
  });
  app.use(problemAnswers({ log: deps.log, publicUrl: deps.at.publicUrl }));
  return { app, close: () => watches.close() };
}

function addRoutes(app: Express, deps: RouteDeps): void {
  const media = serveMedia(deps);
  const forget = (id: string): void => {
    media.forget(id);
    deps.views.forget(id);
  };

  resource(app, '/healthz', { get: tellAlive });
  resource(app, '/readyz', { get: tellReady(deps) });
  resource(app, '/metrics', { get: tellMetrics(deps) });
  resource(app, '/hooks/:generator/:token', { post: ringDoorbell(deps) });

  app.use('/media', media.preflight);
  resource(app, '/media/:id/hls/*path', { get: media.hls });
  // What lets a viewer watch a take is knowing its id, so this stands before the keys.
  const take = '/v1/videos/:id/candidates/:candidate/media';
  app.options(take, media.preflight);
  resource(app, take, { get: media.take });

  app.use('/v1', authentication(deps.keys));
  resource(app, '/v1/videos', { post: createVideo(deps), get: listVideos(deps) });
  resource(app, '/v1/videos/:id', {
    get: getVideo(deps),
    delete: deleteVideo({ ...deps, forget }),
  });
  resource(app, '/v1/videos/:id/candidates', { get: listCandidates(deps) });
  resource(app, '/v1/videos/:id/events', { get: watchVideo(deps) });
  resource(app, '/v1/videos/:id/review', { post: reviewVideo(deps) });
  resource(app, '/v1/videos/:id/cancel', { post: cancelVideo(deps) });
  showPages(app, deps);
}
