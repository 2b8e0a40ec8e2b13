import type { VideoId } from '../../domain/ids.ts';
import type { ProblemCode } from './problem-codes.ts';
import { PROBLEM_CODES } from './problem-codes.ts';

/** What is wrong with one field. */
export interface FieldError {
  /** RFC 6901, from the body's root: `/review/deadline`. */
  pointer: string;
  /** The JSON Schema keyword that was broken, e.g. `maximum`, `required`, `additionalProperties`. */
  rule: string;
  detail: string;
}

interface ProblemOptions {
  errors?: FieldError[];
  headers?: Record<string, string>;
  /** The video that it is about, where there is one. */
  id?: VideoId;
  cause?: unknown;
}

/** Thrown anywhere below a route; answered as RFC 9457 `application/problem+json`. */
export class Problem extends Error {
  override name = 'Problem';
  readonly code: ProblemCode;
  readonly errors: FieldError[];
  readonly headers: Record<string, string>;
  readonly id: VideoId | null;

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.errors = options.errors ?? [];
    this.headers = options.headers ?? {};
    this.id = options.id ?? null;
  }

  get status(): number {
    return PROBLEM_CODES[this.code].status;
  }
}

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail: string;
  request_id: string;
  errors: FieldError[];
  id?: VideoId;
}

export function problemBody(
  problem: Problem,
  context: { publicUrl: string; requestId: string },
): ProblemBody {
  const { status, title } = PROBLEM_CODES[problem.code];
  return {
    type: `${context.publicUrl}/docs/errors#${problem.code}`,
    title,
    status,
    code: problem.code,
    detail: problem.message,
    request_id: context.requestId,
    errors: problem.errors,
    ...(problem.id === null ? {} : { id: problem.id }),
  };
}

export function notFound(what = 'There is nothing at this address.'): Problem {
  return new Problem('not_found', what);
}

/** Seconds after which trying again is worth it: about what a restart of the other side takes. */
const UNAVAILABLE_RETRY_AFTER = '5';

export function unavailable(
  code: 'temporal_unavailable' | 'storage_unavailable',
  options: { id?: VideoId; cause?: unknown } = {},
): Problem {
  const about = options.id === undefined ? '' : ` The video is ${options.id}.`;
  return new Problem(
    code,
    `${PROBLEM_CODES[code].title}, so what became of this request is unknown.${about} Repeating it with the same Idempotency-Key is always safe.`,
    { ...options, headers: { 'Retry-After': UNAVAILABLE_RETRY_AFTER } },
  );
}
