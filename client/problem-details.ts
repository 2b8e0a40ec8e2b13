export interface FieldProblem {
  pointer: string;
  detail: string;
}

/** RFC 9457 as far as a client shows it. Anything may stand in the way of the API, so all is optional. */
export interface ProblemDetails {
  title: string | null;
  code: string | null;
  detail: string | null;
  requestId: string | null;
  errors: FieldProblem[];
}

/** What can be read of a refusal's body, whoever wrote it. */
export function readProblem(body: unknown): ProblemDetails {
  return {
    title: text(body, 'title'),
    code: text(body, 'code'),
    detail: text(body, 'detail'),
    requestId: text(body, 'request_id'),
    errors: list(body, 'errors').map((each) => ({
      pointer: text(each, 'pointer') ?? '',
      detail: text(each, 'detail') ?? '',
    })),
  };
}

/** A refusal as text for a person; every fault is told once. */
export function describeProblem(status: number, problem: ProblemDetails): string {
  const head = [`the API answered ${status}`, problem.code].filter(Boolean).join(' ');
  const fields = problem.errors.map(({ pointer, detail }) => `${pointer || 'the body'}: ${detail}`);
  // The detail of such an answer is made of its first field.
  if (fields.length === 1) return `${head}: ${fields[0]}`;
  if (fields.length > 1) return [`${head}:`, ...fields.map((field) => `  ${field}`)].join('\n');
  const said = problem.detail ?? problem.title;
  return said === null ? head : `${head}: ${said}`;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function text(value: unknown, name: string): string | null {
  const found = member(value, name);
  return typeof found === 'string' ? found : null;
}

function list(value: unknown, name: string): unknown[] {
  const found = member(value, name);
  return Array.isArray(found) ? found : [];
}
