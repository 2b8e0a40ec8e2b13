import type { Route } from '../http/operation.ts';
import { answeredBy } from '../http/operation.ts';
import type { CreateDeps } from './create.ts';
import { createVideo } from './create.ts';
import type { CancelDeps, DeleteDeps } from './end.ts';
import { cancelVideo, deleteVideo } from './end.ts';
import { operations } from './operations.ts';
import type { ReadDeps } from './read.ts';
import { getVideo, listCandidates, listVideos } from './read.ts';
import type { WatchDeps } from './watch.ts';
import { watchVideo } from './watch.ts';

type Deps = CreateDeps & ReadDeps & WatchDeps & CancelDeps & DeleteDeps;

export const routes = (deps: Deps): Route[] =>
  answeredBy(operations, {
    createVideo: createVideo(deps),
    listVideos: listVideos(deps),
    getVideo: getVideo(deps),
    deleteVideo: deleteVideo(deps),
    listCandidates: listCandidates(deps),
    watchVideo: watchVideo(deps),
    cancelVideo: cancelVideo(deps),
  });
