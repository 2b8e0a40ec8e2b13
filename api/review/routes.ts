import type { AnsweredRoute } from '../http/operation.ts';
import { answeredBy } from '../http/operation.ts';
import type { ReviewDeps } from './decide.ts';
import { decideVideo } from './decide.ts';
import { operations } from './operations.ts';

export const routes = (deps: ReviewDeps): AnsweredRoute[] =>
  answeredBy(operations, { reviewVideo: decideVideo(deps) });
