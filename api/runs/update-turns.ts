/** Temporal takes this many updates in flight per run and refuses the rest. */
const IN_FLIGHT = 10;
/** A person's click waits this long for its turn at most: behind so many, the answer is "busy". */
const WAITING = 200;

export class TooManyWaiting extends Error {
  override name = 'TooManyWaiting';
}

/** Runs a task when its key's turn has come. @throws TooManyWaiting */
export type Turns = <T>(key: string, task: () => Promise<T>) => Promise<T>;

/** Lets at most {@link IN_FLIGHT} tasks of one key run at a time, first come first served. */
export function openTurns(): Turns {
  const lanes = new Map<string, { running: number; waiting: (() => void)[] }>();
  return async (key, task) => {
    const lane = lanes.get(key) ?? { running: 0, waiting: [] };
    lanes.set(key, lane);
    if (lane.running >= IN_FLIGHT) {
      if (lane.waiting.length >= WAITING) throw new TooManyWaiting();
      // Whoever leaves hands over its place, so nobody who comes later overtakes.
      await new Promise<void>((resolve) => lane.waiting.push(resolve));
    } else {
      lane.running += 1;
    }
    try {
      return await task();
    } finally {
      const next = lane.waiting.shift();
      if (next === undefined) lane.running -= 1;
      else next();
      if (lane.running === 0) lanes.delete(key);
    }
  };
}
