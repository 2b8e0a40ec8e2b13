/** Dates are days, as ISO 8601 writes them. `use` is the row that takes its place. */
export type Lifecycle =
  | { state: 'active' }
  | { state: 'deprecated'; ends: string; use?: string | undefined }
  | { state: 'retired'; since: string; use?: string | undefined };

/** Whether it can still be bought on that day. What has been announced to end then has ended. */
export function isOffered(lifecycle: Lifecycle, today: string): boolean {
  switch (lifecycle.state) {
    case 'active':
      return true;
    case 'deprecated':
      return today < lifecycle.ends;
    case 'retired':
      return today < lifecycle.since;
    default:
      return lifecycle satisfies never;
  }
}
