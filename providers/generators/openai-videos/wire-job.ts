import { asObject } from '../kit/as-object.ts';

/** A job as far as a server told; clones leave out whatever they like. */
export interface WireJob {
  id: string;
  status: 'pending' | 'completed' | 'failed';
  phase: 'queued' | 'running' | null;
  /** The server's own word, when it is none that we know. */
  unfamiliarStatus: string | null;
  /** 0..1. */
  progress: number | null;
  createdAt: Date | null;
  model: string | null;
  prompt: string | null;
  seconds: number | null;
  /** `1280x720` */
  size: string | null;
  seed: number | null;
  metadata: Record<string, unknown> | null;
  /** Where the clip is, when it is kept somewhere else. */
  url: string | null;
  error: { code: unknown; type: unknown; message: unknown } | null;
}

const STATUSES: Record<string, WireJob['status']> = {
  queued: 'pending',
  pending: 'pending',
  submitted: 'pending',
  waiting: 'pending',
  preprocessing: 'pending',
  in_progress: 'pending',
  processing: 'pending',
  running: 'pending',
  generating: 'pending',
  completed: 'completed',
  complete: 'completed',
  succeeded: 'completed',
  success: 'completed',
  done: 'completed',
  failed: 'failed',
  failure: 'failed',
  error: 'failed',
  cancelled: 'failed',
  canceled: 'failed',
  aborted: 'failed',
  expired: 'failed',
};

const WAITING = new Set(['queued', 'pending', 'submitted', 'waiting']);

/** Null for what is no job at all: not an object, or one without an id. */
export function readWireJob(value: unknown): WireJob | null {
  const fields = asObject(value);
  const id = fields?.['id'];
  if (!fields || typeof id !== 'string' || id === '') return null;
  const word =
    asText(fields['status'])
      ?.toLowerCase()
      .replaceAll(/[\s-]+/g, '_') ?? '';
  const status = Object.hasOwn(STATUSES, word) ? STATUSES[word] : undefined;
  return {
    id,
    // A word that we do not know is no reason to give up on a job that may be paid for.
    status: status ?? 'pending',
    phase: status !== 'pending' ? null : WAITING.has(word) ? 'queued' : 'running',
    unfamiliarStatus: status === undefined ? word.slice(0, 40) : null,
    progress: readProgress(fields['progress']),
    createdAt: readTime(fields['created_at']),
    model: asText(fields['model']),
    prompt: asText(fields['prompt']),
    seconds: asNumber(fields['seconds']),
    size: asText(fields['size'])?.toLowerCase().replace('*', 'x') ?? null,
    seed: asNumber(fields['seed']),
    metadata: asObject(fields['metadata']),
    url: asLink(fields['url']),
    error: readError(fields['error']),
  };
}

function readError(value: unknown): WireJob['error'] {
  if (typeof value === 'string') return { code: null, type: null, message: value };
  const error = asObject(value);
  return error && { code: error['code'], type: error['type'], message: error['message'] };
}

function readProgress(value: unknown): number | null {
  const percent = asNumber(value);
  return percent === null ? null : Math.min(Math.max(percent / 100, 0), 1);
}

/** Unix time in seconds, whole or not, or in milliseconds, or a date in words. */
function readTime(value: unknown): Date | null {
  const number = asNumber(value);
  const date =
    number === null
      ? new Date(asText(value) ?? Number.NaN)
      : // Seconds reach 10^11 in the year 5138; milliseconds passed it in 1973.
        new Date(number > 1e11 ? number : number * 1000);
  return Number.isNaN(date.getTime()) ? null : date;
}

function asText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function asLink(value: unknown): string | null {
  const url = URL.parse(asText(value) ?? '');
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : null;
}

function asNumber(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}
