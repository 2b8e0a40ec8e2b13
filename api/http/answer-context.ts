import type { Response } from 'express';

/** What a request's handlers leave for those behind them. */
interface AnswerContext {
  requestId: string;
  /** Path pattern that matched, for logs and metrics: never the path itself. */
  route: string;
  tenant: string;
}

export function setContext(res: Response, part: Partial<AnswerContext>): void {
  Object.assign(res.locals, part);
}

export function contextOf(res: Response): AnswerContext {
  const { requestId = '', route = 'unmatched', tenant = '' } = res.locals as Partial<AnswerContext>;
  return { requestId, route, tenant };
}
