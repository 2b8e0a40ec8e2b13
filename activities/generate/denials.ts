import type { GeneratorFailure } from '../../providers/generators/kit/generator-failure.ts';

/**
 * What a generator says of us, or of its memory, and not of the job: a key is being exchanged, a balancer
 * has no backend, a wall errs. Believed only when it is said often and for long.
 */
const DENIALS = new Set(['AUTH', 'BILLING', 'NOT_FOUND', 'EXPIRED']);
/** The job's own end, in the generator's words. */
const LAST_WORDS = new Set(['GENERATION_FAILED', 'MODERATED_INPUT', 'MODERATED_OUTPUT']);

export function isDenial({ info }: Pick<GeneratorFailure, 'info'>): boolean {
  return DENIALS.has(info.kind) || (!info.retryable && !LAST_WORDS.has(info.kind));
}
