import type { AnsweredRoute } from '../http/operation.ts';
import { answeredBy } from '../http/operation.ts';
import type { CreateDeps } from './create.ts';
import { answerCreate } from './create.ts';
import type { CancelDeps, DeleteDeps } from './end.ts';
import { answerCancel, answerDelete } from './end.ts';
import { operations } from './operations.ts';
import type { ReadDeps } from './read.ts';
import { answerGet, listCandidates, answerList } from './read.ts';
import type { WatchDeps } from './watch.ts';
import { watchVideo } from './watch.ts';

type Deps = CreateDeps & ReadDeps & WatchDeps & CancelDeps & DeleteDeps;

export const routes = (deps: Deps): AnsweredRoute[] =>
  answeredBy(operations, {
    createVideo: answerCreate(deps),
    listVideos: answerList(deps),
    getVideo: answerGet(deps),
    deleteVideo: answerDelete(deps),
    listCandidates: listCandidates(deps),
    watchVideo: watchVideo(deps),
    cancelVideo: answerCancel(deps),
  });
