import type { TerminalStatus } from '../../domain/video/status.ts';

type Ended = Exclude<TerminalStatus, 'published'>;

/** Something to undo when a run ends otherwise than published. */
export interface Compensation {
  name: string;
  /** Ends that call for it. */
  on: Ended[];
  undo: (withinMs: number) => Promise<unknown>;
}

export interface Compensations {
  add(compensation: Compensation): void;
  /** The work is over, or became part of the result: nothing to undo. */
  drop(name: string): void;
  /**
   * All at once, each with the whole time for itself: one that hangs keeps no other from being undone.
   * What failed within the time is kept for a next time.
   */
  run(withinMs: number, end: Ended): Promise<void>;
  /**
   * As runs did that ended before they cleaned up side by side: latest first, each after the other,
   * with all the time that is left.
   */
  runInTurn(withinMs: number, end: Ended): Promise<void>;
}

export function openCompensations(): Compensations {
  let stack: Compensation[] = [];
  const due = (end: Ended) => stack.filter(({ on }) => on.includes(end)).toReversed();
  const undo = async (each: Compensation, withinMs: number): Promise<void> => {
    try {
      await each.undo(withinMs);
      stack = stack.filter((other) => other !== each);
    } catch {
      // Kept: cleaning up is tried a second time after the end has been told.
    }
  };
  return {
    add: (compensation) => void stack.push(compensation),
    drop: (name) => {
      stack = stack.filter((each) => each.name !== name);
    },
    run: async (withinMs, end) => {
      await Promise.all(due(end).map((each) => undo(each, withinMs)));
    },
    async runInTurn(withinMs, end) {
      const endsAt = Date.now() + withinMs;
      for (const each of due(end)) {
        const left = endsAt - Date.now();
        if (left <= 0) return;
        await undo(each, left);
      }
    },
  };
}
