import { CancellationScope, condition } from '@temporalio/workflow';
import type { WakeBoard } from './wake-board.ts';

interface AwaitedJob {
  take: number;
  /** Seconds until a first look is worthwhile; null looks at once. */
  etaSeconds: number | null;
  wake: WakeBoard;
  /** A read-only activity that settles when the job has, and waits between looks by its own retries. */
  check: () => Promise<void>;
}

/**
 * The only place that waits for outside work. A webhook wakes, the check tells the truth; without any
 * webhook the check's own retries poll. Retries write no history, so a job costs the same number of
 * events however long it takes, and holds no worker slot.
 */
export async function awaitJob({ take, etaSeconds, wake, check }: AwaitedJob): Promise<void> {
  const woken = (): boolean => wake.isWoken(take);
  if (!woken() && etaSeconds !== null && etaSeconds > 0) {
    await condition(woken, etaSeconds * 1_000, { summary: `take ${take + 1}: expected by then` });
  }
  for (;;) {
    wake.clear(take);
    const scope = new CancellationScope();
    const looking = scope.run(check);
    // A superseded look may reject after nobody waits for it any more.
    looking.catch(() => undefined);
    const again = await Promise.race([
      looking.then(() => false),
      condition(woken).then(() => true),
    ]);
    if (!again) return;
    scope.cancel();
  }
}
