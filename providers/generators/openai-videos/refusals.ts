import type { RefusalRow } from '../kit/refusals.ts';

/** Codes of the protocol that mean something else here than elsewhere. */
export const REFUSALS: readonly RefusalRow[] = [
  // The local model server's, by which nothing was made.
  { status: [409], code: /^idempotency_key_reused$/, kind: 'INVALID_REQUEST' },
  { code: /^sentinel_block$/, kind: 'MODERATED' },
];
