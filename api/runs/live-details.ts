import type { Payload } from '@temporalio/common';
import type { LiveProgress } from '../../domain/video/live-progress.ts';
import { STAGES } from '../../domain/video/stages.ts';

/** The parts of a pending activity that tell how far it is. */
export interface PendingActivity {
  heartbeatDetails?: { payloads?: Payload[] | null } | null;
  lastFailure?: {
    applicationFailureInfo?: { details?: { payloads?: Payload[] | null } | null } | null;
  } | null;
}

type Decode = (payloads: Payload[]) => Promise<unknown[]>;

/**
 * What activities say of themselves: a heartbeat, or the details of the failure by which a waiting
 * one asks to be tried again. A heartbeat is the newer of the two.
 */
export async function liveProgress(
  pending: readonly PendingActivity[],
  decode: Decode,
): Promise<LiveProgress[]> {
  const found = await Promise.all(
    pending.map(async ({ heartbeatDetails, lastFailure }) => {
      const beats = await firstOf(heartbeatDetails?.payloads, decode);
      return beats ?? firstOf(lastFailure?.applicationFailureInfo?.details?.payloads, decode);
    }),
  );
  return found.filter((each) => each !== null);
}

async function firstOf(
  payloads: Payload[] | null | undefined,
  decode: Decode,
): Promise<LiveProgress | null> {
  if (!payloads?.length) return null;
  try {
    const [detail] = await decode(payloads.slice(0, 1));
    return isLiveProgress(detail) ? detail : null;
  } catch {
    // Encoded with a key that this process has not: the run goes on, only its progress is unknown.
    return null;
  }
}

function isLiveProgress(detail: unknown): detail is LiveProgress {
  if (typeof detail !== 'object' || detail === null) return false;
  const { stage, take, fraction } = detail as Partial<Record<keyof LiveProgress, unknown>>;
  return (
    (STAGES as readonly unknown[]).includes(stage) &&
    (take === null || typeof take === 'number') &&
    typeof fraction === 'number'
  );
}
