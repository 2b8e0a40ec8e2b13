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
 * The only place that waits for outside work. A doorbell wakes, the check tells the truth; without any
 * doorbell the check's own retries poll. Retries write no history, so a job costs the same number of
 * events however long it takes, and holds no worker slot.
 */
export async function awaitJob({ take, etaSeconds, wake, check }: AwaitedJob): Promise<void> {
  const rung = (): boolean => wake.isRung(take);
  if (!rung() && etaSeconds !== null && etaSeconds > 0) {
    await condition(rung, etaSeconds * 1_000, { summary: `take ${take + 1}: expected by then` });
  }
  for (;;) {
    wake.clear(take);
    const scope = new CancellationScope();
    const looking = scope.run(check);
    // A superseded look may reject after nobody waits for it any more.
    looking.catch(() => undefined);
    const woken = await Promise.race([looking.then(() => false), condition(rung).then(() => true)]);
    if (!woken) return;
    scope.cancel();
  }
}
