import type { ProcessIdentity } from './process-identity.mjs';

export type LockAttempt =
  { status: 'locked'; release: () => void } | { status: 'held'; owner: ProcessIdentity | null };
export function tryLock(path: string): LockAttempt;
export function waitForLock(
  path: string,
  onWait?: (owner: ProcessIdentity | null) => void,
): Promise<() => void>;
