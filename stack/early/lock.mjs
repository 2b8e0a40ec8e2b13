import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identityOf, isAlive } from './process-identity.mjs';

const POLL_MS = 200;
// An owner file is linked into place whole, so one that cannot be read is damaged, not half written.
const UNREADABLE_GRACE_MS = 5000;

let counter = 0;

function readOwner(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    return null;
  }
}

/** Creates the lock with its content in one step; false when somebody has it. */
function create(path) {
  const draft = `${path}.${process.pid}.${counter++}`;
  writeFileSync(draft, JSON.stringify(identityOf(process.pid)), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function isStale(path, owner) {
  if (owner === undefined) return false;
  if (owner !== null) return !isAlive(owner);
  try {
    return Date.now() - statSync(path).mtimeMs > UNREADABLE_GRACE_MS;
  } catch {
    return false;
  }
}

/**
 * Removes the lock of a dead owner. Two that see the same dead owner must not both remove: the
 * second would remove the fresh lock of the first. So the removal itself is done under a lock.
 */
function removeStale(path) {
  const guard = `${path}.takeover`;
  if (!create(guard)) {
    if (isStale(guard, readOwner(guard))) rmSync(guard, { force: true });
    return;
  }
  try {
    if (isStale(path, readOwner(path))) rmSync(path, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

function release(path) {
  const owner = readOwner(path);
  if (owner?.pid === process.pid) rmSync(path, { force: true });
}

/** Takes the lock or tells who has it. A dead owner's lock is taken over. */
export function tryLock(path) {
  mkdirSync(dirname(path), { recursive: true });
  for (let attempt = 0; attempt < 20; attempt++) {
    if (create(path)) return { status: 'locked', release: () => release(path) };
    const owner = readOwner(path);
    if (isStale(path, owner)) removeStale(path);
    else if (owner) return { status: 'held', owner };
  }
  return { status: 'held', owner: null };
}

/** Waits for the lock; `onWait` is called once, with the owner, when it must. Returns the release. */
export async function waitForLock(path, onWait = () => {}) {
  for (let told = false; ; told = true) {
    const attempt = tryLock(path);
    if (attempt.status === 'locked') return attempt.release;
    if (!told) onWait(attempt.owner);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
