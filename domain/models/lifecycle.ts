/** Dates are days, as ISO 8601 writes them. `use` is the row that takes its place. */
export type Lifecycle =
  | { state: 'active' }
  | { state: 'deprecated'; ends: string; use?: string | undefined }
  | { state: 'retired'; since: string; use?: string | undefined };
