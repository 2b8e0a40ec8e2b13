import type * as z from 'zod';
import type { FieldError } from './problem.ts';
import { Problem } from './problem.ts';

type Issue = z.core.$ZodIssue;

/** RFC 6901. */
function pointer(path: readonly PropertyKey[]): string {
  return path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

/** All that a schema found, each at its own field, in terms of JSON Schema. */
function fieldErrors(error: z.ZodError, body: unknown): FieldError[] {
  return error.issues.flatMap((issue) => fromIssue(issue, body));
}

/** The parsed body, or a 422 with every offending field. `more` adds what no schema can say. */
export function parseOrProblem<T>(
  schema: z.ZodType<T>,
  body: unknown,
  more: (body: unknown) => FieldError[] = () => [],
): T {
  const parsed = schema.safeParse(body);
  const fromSchema = parsed.success ? [] : fieldErrors(parsed.error, body);
  // A field that is wrong in itself is not compared with others as well.
  const taken = new Set(fromSchema.map((each) => each.pointer));
  const errors = [...fromSchema, ...more(body).filter((each) => !taken.has(each.pointer))];
  if (parsed.success && errors.length === 0) return parsed.data;
  throw invalid(errors);
}

export function invalid(errors: FieldError[]): Problem {
  const [first] = errors;
  const rest = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const detail = `${first?.pointer || 'The body'}: ${first?.detail}${rest}`;
  return new Problem('invalid_request', detail, { errors });
}

function fromIssue(issue: Issue, body: unknown): FieldError[] {
  const at = (rule: string, detail = issue.message): FieldError[] => [
    { pointer: pointer(issue.path), rule, detail },
  ];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        pointer: pointer([...issue.path, key]),
        rule: 'additionalProperties',
        detail: 'There is no such field.',
      }));
    case 'invalid_type':
      return valueAt(body, issue.path) === undefined && issue.path.length > 0
        ? at('required', 'This field is needed.')
        : at('type', `Must be of type ${issue.expected}.`);
    case 'too_big':
      return at(
        bound('max', issue.origin),
        `Must be at most ${issue.maximum}${unit(issue.origin)}.`,
      );
    case 'too_small':
      return at(
        bound('min', issue.origin),
        `Must be at least ${issue.minimum}${unit(issue.origin)}.`,
      );
    case 'not_multiple_of':
      return at('multipleOf', `Must be a multiple of ${issue.divisor}.`);
    case 'invalid_value':
      return at('enum', `Must be one of ${issue.values.map(String).join(', ')}.`);
    case 'invalid_format':
      return at(issue.format === 'regex' ? 'pattern' : 'format');
    case 'invalid_union':
      return fromUnion(issue, body);
    case 'invalid_key':
      return at('propertyNames', 'A key is empty or too long.');
    case 'invalid_element':
    case 'custom':
      return at('invalid');
    default:
      return issue satisfies never;
  }
}

/** Of a union's alternatives, the one that took the value's type says what is wrong with it. */
function fromUnion(issue: Issue & { code: 'invalid_union' }, body: unknown): FieldError[] {
  const nearest = issue.errors.find((issues) =>
    issues.every((each) => each.code !== 'invalid_type'),
  );
  if (nearest === undefined) {
    return [{ pointer: pointer(issue.path), rule: 'type', detail: 'Has the wrong type.' }];
  }
  return nearest.flatMap((each) =>
    fromIssue({ ...each, path: [...issue.path, ...each.path] }, body),
  );
}

function bound(side: 'max' | 'min', origin: string): string {
  if (origin === 'string') return `${side}Length`;
  if (origin === 'array') return `${side}Items`;
  return side === 'max' ? 'maximum' : 'minimum';
}

function unit(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' items' : '';
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  let value = body;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}
