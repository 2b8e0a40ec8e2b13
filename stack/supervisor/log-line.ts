const LEVELS: Record<number, string> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
// `part` is in front of the line already.
const HIDDEN = new Set(['level', 'time', 'msg', 'message', 'pid', 'hostname', 'name', 'part']);

function parseRecord(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** pino writes a number, our own programs the name. */
function levelName(level: unknown): string {
  if (typeof level === 'number') return LEVELS[level] ?? `${level}`;
  return typeof level === 'string' ? level : '';
}

function showValue(value: unknown): string {
  return typeof value === 'string' && !/\s/.test(value) ? value : JSON.stringify(value);
}

function clock(time: unknown): string {
  const date = typeof time === 'number' || typeof time === 'string' ? new Date(time) : new Date();
  const valid = Number.isNaN(date.getTime()) ? new Date() : date;
  return valid.toISOString().slice(11, 23);
}

/** A part's log record (a line of JSON) as one line for people; other text as it is. */
export function showLogLine(part: string, line: string): string {
  const record = parseRecord(line);
  const name = part.padEnd(12);
  if (record === undefined) return `${clock(undefined)} ${name} ${line}`;
  const { level, time } = record;
  const label = levelName(level);
  const message = record['msg'] ?? record['message'] ?? '';
  const rest = Object.entries(record)
    .filter(([key]) => !HIDDEN.has(key))
    .map(([key, value]) => `${key}=${showValue(value)}`)
    .join(' ');
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  return `${clock(time)} ${name} ${label.padEnd(5)} ${text}${rest === '' ? '' : ` ${rest}`}`;
}

/** What an error record says in words; undefined for any other line. */
export function reportedError(line: string): string | undefined {
  const record = parseRecord(line);
  if (record === undefined || !['error', 'fatal'].includes(levelName(record['level'])))
    return undefined;
  const { err, msg } = record;
  const cause =
    typeof err === 'object' && err !== null && 'message' in err ? err.message : undefined;
  const words = [msg, cause].filter((text) => typeof text === 'string' && text !== '');
  return words.length === 0 ? undefined : [...new Set(words)].join(': ');
}
