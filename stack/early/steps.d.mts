export function runStep<T>(
  label: string,
  work: (update: (detail: string) => void) => Promise<T>,
  stream?: { isTTY?: boolean; columns?: number; write(text: string): unknown },
): Promise<T>;
