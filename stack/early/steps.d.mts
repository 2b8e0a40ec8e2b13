export function runStep<T>(
  label: string,
  work: (update: (detail: string) => void) => Promise<T>,
  stream?: NodeJS.WriteStream,
): Promise<T>;
