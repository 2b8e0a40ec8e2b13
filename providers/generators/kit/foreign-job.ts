import { asText } from './foreign-json.ts';
import type { ForeignError } from './foreign-error.ts';

/** A job as far as a provider told; they leave out whatever they like. */
export interface ForeignJob {
  id: string;
  state: JobState;
  /** 0..1. */
  progress: number | null;
  createdAt: Date | null;
  prompt: string | null;
  /** Ours, where it is echoed. */
  reference: string | null;
  error: ForeignError | null;
}

export interface JobState {
  status: 'pending' | 'completed' | 'failed';
  phase: 'queued' | 'running' | null;
  /** The provider's own word, when it is none that we know. */
  unfamiliar: string | null;
}

const WORDS: Record<string, [JobState['status'], JobState['phase']]> = {
  queued: ['pending', 'queued'],
  pending: ['pending', 'queued'],
  submitted: ['pending', 'queued'],
  waiting: ['pending', 'queued'],
  throttled: ['pending', 'queued'],
  preprocessing: ['pending', 'running'],
  in_progress: ['pending', 'running'],
  processing: ['pending', 'running'],
  running: ['pending', 'running'],
  generating: ['pending', 'running'],
  completed: ['completed', null],
  complete: ['completed', null],
  succeeded: ['completed', null],
  success: ['completed', null],
  done: ['completed', null],
  failed: ['failed', null],
  failure: ['failed', null],
  error: ['failed', null],
  cancelled: ['failed', null],
  canceled: ['failed', null],
  aborted: ['failed', null],
  expired: ['failed', null],
};

/** A word that we do not know is no reason to give up on a job that may be paid for. */
export function readJobState(value: unknown): JobState {
  const word = (asText(value) ?? '').toLowerCase().replaceAll(/[\s-]+/g, '_');
  const known = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  if (known === undefined) return { status: 'pending', phase: null, unfamiliar: word.slice(0, 40) };
  const [status, phase] = known;
  return { status, phase, unfamiliar: null };
}
