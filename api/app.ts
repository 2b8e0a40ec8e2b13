import type { Express } from 'express';
import express from 'express';
import type { ApiDeps, RouteDeps } from './api-deps.ts';
import { apiMeters } from './api-meters.ts';
import { authentication } from './authentication.ts';
import { problemAnswers } from './problem-answers.ts';
import { notFound } from './problem.ts';
import { requestIds } from './request-ids.ts';
import { resource } from './resource-routes.ts';
import { createVideo } from './routes/create-video.ts';
import { cancelVideo, deleteVideo } from './routes/end-video.ts';
import { getVideo, listCandidates, listVideos } from './routes/read-videos.ts';
import { reviewVideo } from './routes/review-video.ts';
import { ringDoorbell } from './routes/ring-doorbell.ts';
import { serveMedia } from './routes/serve-media.ts';
import { showPages } from './routes/show-pages.ts';
import { tellAlive, tellMetrics, tellReady } from './routes/tell-health.ts';
import { watchVideo } from './routes/watch-video.ts';
import { openVideoViews } from './video-views.ts';
import { openVideoWatches } from './video-watches.ts';

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
