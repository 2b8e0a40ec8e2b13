import type { TerminalStatus } from '../domain/video.ts';

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
  /** Latest first; each is tried whatever became of the others, and kept for a next time if it failed. */
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
      for (const each of stack.filter(({ on }) => on.includes(end)).toReversed()) {
        try {
          await each.undo(withinMs);
          stack = stack.filter((other) => other !== each);
        } catch {
          // Kept: cleaning up is tried a second time after the end has been told.
        }
      }
    },
  };
}
