import * as z from 'zod';
import type { VideoId } from '../../domain/ids.ts';

/** Every code that a problem of this API can carry. Stable: clients branch on them. */
export const PROBLEM_CODES = {
  malformed_json: { status: 400, title: 'The body is not valid JSON' },
  malformed_form: { status: 400, title: 'The form could not be read' },
  malformed_header: { status: 400, title: 'A header has a value that it cannot have' },
  unauthorized: { status: 401, title: 'A valid API key is needed' },
  invalid_token: { status: 401, title: 'The token does not verify' },
  foreign_host: { status: 403, title: 'The server was called by a name that is not its own' },
  foreign_origin: { status: 403, title: 'A page of another site may not do this' },
  not_found: { status: 404, title: 'There is nothing here' },
  not_published: { status: 404, title: 'The video has ended without being published' },
  method_not_allowed: { status: 405, title: 'This cannot be done here' },
  not_awaiting_review: { status: 409, title: 'The video is not waiting for a review' },
  already_decided: { status: 409, title: 'The review has already been decided' },
  already_ended: { status: 409, title: 'The video has already ended' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'This type of body is not understood' },
  range_not_satisfiable: { status: 416, title: 'The range lies outside the file' },
  invalid_request: { status: 422, title: 'The request has fields that cannot be accepted' },
  idempotency_key_reused: { status: 422, title: 'The Idempotency-Key stands for another request' },
  unknown_candidate: { status: 422, title: 'No such take can be chosen' },
  too_many_requests: { status: 429, title: 'Too many requests at once' },
  rate_limited: { status: 429, title: 'The limits of this tenant are reached' },
  internal: { status: 500, title: 'An internal fault' },
  temporal_unavailable: { status: 503, title: 'Temporal cannot be reached' },
  storage_unavailable: { status: 503, title: 'The object store cannot be reached' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEM_CODES;

/** The codes as data, in the order of their statuses. */
const CODES = Object.keys(PROBLEM_CODES).filter((code) => isProblemCode(code));

function isProblemCode(name: string): name is ProblemCode {
  return Object.hasOwn(PROBLEM_CODES, name);
}

const FieldErrorSchema = z.strictObject({
  pointer: z.string().meta({ description: 'RFC 6901, e.g. `/review/deadline`.' }),
  rule: z.string().meta({ description: 'JSON Schema keyword, e.g. `maximum`.' }),
  detail: z.string(),
});

/** What is wrong with one field. */
export type FieldError = z.infer<typeof FieldErrorSchema>;

export const ProblemBody = z
  .strictObject({
    type: z.string().meta({ format: 'uri', description: 'Where the code is explained.' }),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(CODES).meta({ description: 'Stable: branch on this.' }),
    detail: z.string(),
    request_id: z.string(),
    errors: z.array(FieldErrorSchema),
    error: z
      .strictObject({ message: z.string(), type: z.string(), code: z.string() })
      .meta({ description: 'The same once more, where clients of other video APIs look for it.' }),
    id: z.string().optional().meta({ description: 'The video that it is about.' }),
  })
  .meta({ id: 'Problem' });

export type ProblemBody = z.infer<typeof ProblemBody>;

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
    error: { message: problem.message, type: title, code: problem.code },
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
