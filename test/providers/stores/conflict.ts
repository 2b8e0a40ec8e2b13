/** Whether a write was refused because somebody else's came first. */
export const isConflict = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'precondition_failed';
