/** How often one cause has stood in the way of a paid take, and since when (ms since the epoch). */
export interface Fault {
  looks: number;
  since: number;
}

/** By cause. Each has its own count: an outage of storage uses up nobody's patience with a link. */
export type Faults = Readonly<Record<string, Fault>>;

/** Given up only after both: a burst of retries is no silence, and one look after an hour is none either. */
export interface Patience {
  looks: number;
  /** Milliseconds. */
  over: number;
}

export function noteFault(faults: Faults, cause: string, now: number): Faults {
  const { looks = 0, since = now } = faults[cause] ?? {};
  return { ...faults, [cause]: { looks: looks + 1, since } };
}

export function isSpent(fault: Fault | undefined, patience: Patience, now: number): boolean {
  return fault !== undefined && fault.looks >= patience.looks && now - fault.since >= patience.over;
}

/** Whatever an earlier attempt left as its details; nothing for any other shape. */
export function readFaults(details: unknown): Faults {
  if (!isObject(details) || !isObject(details['faults'])) return {};
  const entries = Object.entries(details['faults']).flatMap(([cause, fault]) =>
    isFault(fault) ? [[cause, { looks: fault.looks, since: fault.since }] as const] : [],
  );
  return Object.fromEntries(entries);
}

function isFault(value: unknown): value is Fault {
  return isObject(value) && Number.isFinite(value['looks']) && Number.isFinite(value['since']);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
