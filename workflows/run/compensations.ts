import type { TerminalStatus } from '../../domain/video/status.ts';

/** Something to undo when a run ends otherwise than published. */
export interface Compensation {
  name: string;
  /** Ends that call for it. */
  on: Exclude<TerminalStatus, 'published'>[];
  undo: (withinMs: number) => Promise<unknown>;
}

export interface Compensations {
  add(compensation: Compensation): void;
  /** The work is over, or became part of the result: nothing to undo. */
  drop(name: string): void;
  /**
   * Latest first; each is tried whatever became of the others. What failed, or did not get its turn
   * within the time, is kept for a next time.
   */
  run(withinMs: number, end: Exclude<TerminalStatus, 'published'>): Promise<void>;
}

export function openCompensations(): Compensations {
  let stack: Compensation[] = [];
  return {
    add: (compensation) => void stack.push(compensation),
    drop: (name) => {
      stack = stack.filter((each) => each.name !== name);
    },
    async run(withinMs, end) {
      const endsAt = Date.now() + withinMs;
      for (const each of stack.filter(({ on }) => on.includes(end)).toReversed()) {
        const left = endsAt - Date.now();
        if (left <= 0) return;
        try {
          await each.undo(left);
          stack = stack.filter((other) => other !== each);
        } catch {
          // Kept: cleaning up is tried a second time after the end has been told.
        }
      }
    },
  };
}
