/** A failure a person can act on: printed as its one sentence, without a stack. */
export class Problem extends Error {
  /**
   * @param {string} message
   * @param {{ exitCode?: number, cause?: unknown }} [options]
   */
  constructor(message, options = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Problem';
    this.exitCode = options.exitCode ?? 1;
  }
}

const FULL_DISK = /ENOSPC|no space left on device|EDQUOT/i;

/** What a failed tool's output means in one sentence; `fallback` when it says nothing we know. */
export function explainOutput(output, fallback) {
  if (FULL_DISK.test(output)) return 'The disk is full: free some space and run the command again.';
  return fallback;
}

/** Ends the process: one sentence for a `Problem`, the stack for anything unforeseen. */
export function reportFatal(error) {
  if (error instanceof Problem) {
    console.error(`\npromptreel: ${error.message}`);
    process.exitCode = error.exitCode;
    return;
  }
  const code = error?.code ?? error?.cause?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    console.error(`\npromptreel: ${explainOutput('ENOSPC')}`);
  } else {
    console.error(error);
  }
  process.exitCode = 1;
}
