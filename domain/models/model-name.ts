/** A model as a caller names it: whose account is charged, and what the provider calls it. */
export interface ModelName {
  account: string;
  /** May hold slashes of its own, as `Wan-AI/Wan2.2` does. */
  model: string;
}

/** `<account>/<model>`, apart at the first slash; null for what is no such name. */
export function parseModelName(name: string): ModelName | null {
  const slash = name.indexOf('/');
  if (slash < 1 || slash === name.length - 1) return null;
  return { account: name.slice(0, slash), model: name.slice(slash + 1) };
}

/** The part that a job's id is unique in, and a price is agreed with. */
export function accountOf(name: string): string {
  return parseModelName(name)?.account ?? name;
}
