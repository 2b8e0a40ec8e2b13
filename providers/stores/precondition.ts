import { StoreError, type ObjectHead, type PutOptions } from './store.ts';

/** @throws StoreError `precondition_failed` when what is there is not what the writer believes */
export function assertPrecondition(current: ObjectHead | null, wanted: PutOptions['if']): void {
  const holds = wanted === 'absent' ? current === null : current?.generation === wanted.generation;
  if (!holds) throw preconditionFailed();
}

export function preconditionFailed(cause?: unknown): StoreError {
  return new StoreError('precondition_failed', 'The object is not in the expected state', {
    cause,
  });
}
