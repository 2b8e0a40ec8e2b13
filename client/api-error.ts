import type { ProblemDetails } from './problem-details.ts';
import { describeProblem, readProblem } from './problem-details.ts';

/** The API answered, and not with what was asked for. */
export class ApiRefusal extends Error {
  override name = 'ApiRefusal';
  readonly status: number;
  /** What it said about it; empty where the answer was no problem document. */
  readonly problem: ProblemDetails;

  constructor(status: number, body: unknown) {
    const problem = readProblem(body);
    super(describeProblem(status, problem));
    this.status = status;
    this.problem = problem;
  }
}

/** Nothing answered, or the answer broke off: what became of the request is unknown. */
export class ApiUnreachable extends Error {
  override name = 'ApiUnreachable';

  constructor(cause: unknown) {
    super('The API does not answer.', { cause });
  }
}

const PASSING = new Set([408, 429, 502, 503, 504]);

/** The API is away or cannot reach what it needs: the same request may be sent again. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof ApiUnreachable || (error instanceof ApiRefusal && PASSING.has(error.status))
  );
}
