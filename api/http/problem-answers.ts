import type { ErrorRequestHandler, Response } from 'express';
import type { VideoId } from '../../domain/ids.ts';
import { StoreError } from '../../providers/stores/store.ts';
import type { Log } from '../../telemetry/log.ts';
import { contextOf } from './answer-context.ts';
import { Problem, notFound, problemBody, unavailable } from './problem.ts';
import { TooManyWaiting } from '../runs/update-turns.ts';
import { TemporalUnavailable } from '../runs/temporal-errors.ts';

/** The problem that an error of any layer is to the caller. `id`: the video that it was about. */
export function asProblem(error: unknown, id?: VideoId): Problem {
  const about = { cause: error, ...(id === undefined ? {} : { id }) };
  if (error instanceof Problem) return error;
  if (error instanceof TemporalUnavailable) return unavailable('temporal_unavailable', about);
  if (error instanceof StoreError) return unavailable('storage_unavailable', about);
  if (error instanceof TooManyWaiting) {
    const headers = { 'Retry-After': '5' };
    return new Problem('too_many_requests', 'Too many reviews of this video are waiting.', {
      ...about,
      headers,
    });
  }
  return fromParser(error) ?? new Problem('internal', 'Something failed on our side.', about);
}

/** Last in the app: every error leaves as a problem, and what is our fault is logged. */
export function problemAnswers(deps: { log: Log; publicUrl: string }): ErrorRequestHandler {
  return (error: unknown, _req, res, _next) => {
    const problem = asProblem(error);
    const { requestId, route } = contextOf(res);
    if (problem.status >= 500) {
      deps.log.error({ err: problem.cause ?? problem, requestId, route }, problem.message);
    }
    // Too late for an answer: a torn connection at least is not taken for a whole one.
    if (res.headersSent) res.destroy();
    else answerProblem(res, problem, deps.publicUrl);
  };
}

function answerProblem(res: Response, problem: Problem, publicUrl: string): void {
  const { requestId } = contextOf(res);
  // What a handler had set for the answer that it did not come to.
  for (const name of ['Content-Length', 'Content-Range', 'Content-Encoding', 'ETag']) {
    res.removeHeader(name);
  }
  res.status(problem.status).set(problem.headers).set('Cache-Control', 'no-store');
  res.type('application/problem+json');
  res.send(JSON.stringify(problemBody(problem, { publicUrl, requestId })));
}

/** Errors of Express and its body parsers tell themselves apart by `type` and `status`. */
function fromParser(error: unknown): Problem | null {
  if (!(error instanceof Error)) return null;
  const type: unknown = Reflect.get(error, 'type');
  const status: unknown = Reflect.get(error, 'status');
  switch (type) {
    case 'entity.parse.failed':
      return new Problem('malformed_json', 'The body is not valid JSON.');
    case 'entity.too.large':
      return new Problem('body_too_large', 'The body may have at most 1 MB.');
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new Problem(
        'unsupported_media_type',
        'Send JSON as UTF-8, compressed as gzip or not.',
      );
    case 'request.aborted':
    case 'request.size.invalid':
      return new Problem('malformed_json', 'The body ended early.');
    default:
      // A path that does not decode names nothing.
      return error instanceof URIError || status === 400 ? notFound() : null;
  }
}
