/** Every code that a problem of this API can carry. Stable: clients branch on them. */
export const PROBLEM_CODES = {
  malformed_json: { status: 400, title: 'The body is not valid JSON' },
  malformed_form: { status: 400, title: 'The form could not be read' },
  malformed_header: { status: 400, title: 'A header has a value that it cannot have' },
  unauthorized: { status: 401, title: 'A valid API key is needed' },
  invalid_token: { status: 401, title: 'The token does not verify' },
  not_found: { status: 404, title: 'There is nothing here' },
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
  internal: { status: 500, title: 'An internal fault' },
  temporal_unavailable: { status: 503, title: 'Temporal cannot be reached' },
  storage_unavailable: { status: 503, title: 'The object store cannot be reached' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEM_CODES;
