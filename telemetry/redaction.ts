/** Names whose values are never logged, whatever holds them; compared without case, `-` and `_`. */
const SECRET_NAMES = new Set([
  'apikey',
  'authorization',
  'cookie',
  'idempotencykey',
  'metadata',
  'negativeprompt',
  'password',
  'prompt',
  'proxyauthorization',
  'secret',
  'setcookie',
  'signature',
  'token',
]);

const REDACTED = '[redacted]';
/** Deep enough for everything that we log; ends what refers to itself. */
const MAX_DEPTH = 8;

/** A copy without secrets: named values gone, texts through {@link redactText}, errors as plain data. */
function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '[too deep]';
  if (value instanceof Date) return value;
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.map((each) => redact(each, depth + 1));
  return redactFields(value, depth + 1);
}

/** The same for the fields of a record, by their names. */
export function redactFields(fields: object, depth = 0): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, inner]) => [
      name,
      isSecret(name) ? REDACTED : redact(inner, depth),
    ]),
  );
}

/** A URL's query may be its signature, a webhook's path its token, and errors quote both. */
export function redactText(text: string): string {
  return text
    .replaceAll(/(\bhttps?:\/\/)[^\s/@"']+@/g, `$1${REDACTED}@`)
    .replaceAll(/(\bhttps?:\/\/[^\s?#"']+|(?<=^|\s)\/[^\s?#"']*)\?[^\s"']*/g, `$1?${REDACTED}`)
    .replaceAll(/(\/hooks\/[^\s/"']+\/)[^\s/?"']+/g, `$1${REDACTED}`)
    .replaceAll(/\b(Bearer|Basic)\s+[^\s"',]+/gi, `$1 ${REDACTED}`);
}

function isSecret(name: string): boolean {
  return SECRET_NAMES.has(name.toLowerCase().replaceAll(/[-_]/g, ''));
}

function redactError(error: Error, depth: number): unknown {
  const { name, message, stack, cause, ...own } = error;
  return {
    ...redactFields(own, depth + 1),
    type: name,
    message: redactText(message),
    ...(stack === undefined ? {} : { stack: redactText(stack) }),
    ...(cause === undefined ? {} : { cause: redact(cause, depth + 1) }),
  };
}
