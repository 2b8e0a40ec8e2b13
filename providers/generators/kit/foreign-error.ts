import { asObject } from './foreign-json.ts';

/** What a server says of its refusal. Foreign throughout: codes are compared, prose is cleaned. */
export interface ForeignError {
  code: unknown;
  type: unknown;
  message: unknown;
}

/** More faults than a person reads in one sentence. */
const MAX_FAULTS = 4;

/** `{"error": {…}}` of OpenAI, FastAPI's `{"detail": …}`, or a bare `message`. */
export function readForeignError(json: unknown): ForeignError | null {
  const body = asObject(json);
  if (body === null) return null;
  const { error, detail, code, type } = body;
  if (typeof error === 'string') return { code, type, message: error };
  const told = asObject(error);
  if (told) return { code: told['code'], type: told['type'], message: told['message'] };
  const message = Array.isArray(detail) ? listFaults(detail) : (detail ?? body['message']);
  return { code, type, message };
}

/**
 * FastAPI's list: `{loc: ['body', 'size'], msg: 'must be a multiple of 32'}` each. Their `input` is
 * what we had sent, prompts included, and is left out.
 */
function listFaults(detail: unknown[]): string {
  const faults = detail.slice(0, MAX_FAULTS).map((entry) => {
    const fault = asObject(entry);
    const reason = fault?.['msg'] ?? fault?.['message'] ?? entry;
    if (typeof reason !== 'string') return '';
    const place: unknown[] = Array.isArray(fault?.['loc']) ? fault['loc'] : [];
    const names = place.filter((part) => part !== 'body' && part !== 'query');
    return names.length === 0 ? reason : `${names.join('.')}: ${reason}`;
  });
  return faults.filter(Boolean).join('; ');
}
