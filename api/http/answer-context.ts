import type { Response } from 'express';

/** What a request's handlers leave for those behind them. */
interface AnswerContext {
  requestId: string;
  /** Path pattern that matched, for logs and metrics: never the path itself. */
  route: string;
  tenant: string;
  /** The video that it is about, as its path says. */
  video: string | undefined;
  /** Asked for again and again: told at debug level. */
  quiet: boolean;
  /** Gives back the room that its body took: nothing refers to it any more. */
  releaseBody(): void;
}

export function setContext(res: Response, part: Partial<AnswerContext>): void {
  Object.assign(res.locals, part);
}

export function contextOf(res: Response): AnswerContext {
  return { ...NOTHING_YET, ...res.locals };
}

const NOTHING_YET: AnswerContext = {
  requestId: '',
  route: 'unmatched',
  tenant: '',
  video: undefined,
  quiet: false,
  releaseBody: () => undefined,
};
