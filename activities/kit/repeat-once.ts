import type { FailureCode } from '../../domain/video/failure.ts';
import { MediaError } from '../../media/ffmpeg/media-error.ts';
import type { Work } from './attempt.ts';
import { activityFailure } from './failures.ts';

/** The same bytes through the same program: what failed twice for a reason of its own fails again. */
const TRIES = 2;

/**
 * Work whose own failure is worth one more attempt and no third. Workers that die, full disks and missing
 * programs are the machine's failures: they are not counted, and time alone bounds them.
 */
export async function repeatOnce<T>(
  work: Work,
  { cause, code }: { cause: string; code: FailureCode },
  body: () => Promise<T>,
): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (work.signal.aborted || isOfMachine(error)) throw error;
    if (error instanceof MediaError && !error.retryable) throw error;
    if (work.fault(cause, error).looks < TRIES) throw error;
    const message =
      error instanceof MediaError
        ? error.message
        : 'It failed twice for the same reason; the worker log has it.';
    throw activityFailure({ code, message, retryable: false, cause: error });
  }
}

/** Of a worker, its disk or whoever ends its processes: nothing is said of the bytes. */
const OF_MACHINE = new Set(['no_space', 'tool_missing', 'interrupted']);

function isOfMachine(error: unknown): boolean {
  return error instanceof MediaError && OF_MACHINE.has(error.code);
}
